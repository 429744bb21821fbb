-- Every saved report, recomputed from the records of now: no cell may differ. A row here is not yet
-- an accusation: it is a figure that needs an explanation (a late record, a correction, a void).
SELECT r.name, c.indicator, c.gender, c.measure, c.saved, c.recomputed, c.difference, c.verdict
FROM registry.saved_report r CROSS JOIN LATERAL continuum.reproduce(r.name) c
WHERE c.verdict <> 'identical'
ORDER BY r.name, c.indicator, c.gender, c.measure;
