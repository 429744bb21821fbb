-- Every saved report, recomputed from the records of now: no cell may differ. A row here is not yet
-- an accusation: it is a figure that needs an explanation (a late record, a correction, a void).
SELECT r.name, r.edition, c.indicator, c.dims, c.category, c.gender, c.measure, c.saved, c.recomputed, c.difference, c.verdict
FROM registry.saved_report r CROSS JOIN LATERAL continuum.reproduce(r.name, r.edition) c
WHERE c.verdict <> 'identical'
ORDER BY r.name, r.edition, c.indicator, c.dims::text, c.category, c.gender, c.measure;
