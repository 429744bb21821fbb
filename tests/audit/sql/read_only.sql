-- The session cannot write, and there is a registry to look at.
SELECT 'read-only' AS verdict WHERE current_setting('transaction_read_only') = 'on';
SELECT 'registry found' AS verdict WHERE to_regclass('registry.assertion') IS NOT NULL;
