-- onboarding.sql: the ministry brings three providers in: a file of programmes, mended once; a test
-- file checked and thrown away; codes that nobody mapped; a pilot; and who is late. In Spanish, and
-- by the roles that would do it.
SET search_path = pg_catalog, pg_temp;
SET continuum.language = 'es';
\pset border 0
\pset footer off
CREATE ROLE mesa_de_ingreso NOLOGIN;
CREATE ROLE centro_aurora NOLOGIN;
CREATE ROLE centro_puente NOLOGIN;
SELECT FROM registry.grant_duty('mesa_de_ingreso', 'intake_desk')
\g /dev/null

\echo Un archivo trae tres centros y cuatro programas. Una modalidad no es de la lista:
SET ROLE mesa_de_ingreso;
COPY registry.programmes_file (line) FROM STDIN (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02');
Centro;Nombre del centro;Sector;Programa;Nombre del programa;Modalidad;Para mujeres;Informa desde;Nivel;Piloto;Separador;Formato de fecha;Sistema de códigos;Tipo de documento
901;Casa Aurora;Sin fines de lucro;9010;Aurora residencia;Centro residencial;sí;01-01-2024;recuperación;;";";dd-mm-aaaa;SISTRAT.C1;CL.RUN
901;Casa Aurora;Sin fines de lucro;9011;Aurora seguimiento;Ambulatorio;sí;01-01-2024;recuperación;;";";dd-mm-aaaa;SISTRAT.C1;CL.RUN
902;El Puente;público;9020;Puente ambulatorio;Centro ambulatorio especializado;no;01-01-2024;estándar;;";";dd-mm-aaaa;SISTRAT.C1;CL.RUN
903;Sur;público;9030;Sur residencia;Centro residencial;no;;mínimo;sí;";";dd-mm-aaaa;SISTRAT.C1;CL.RUN
\.
\pset tuples_only on
\pset format unaligned
SELECT format('  fila %s, %s: %s', line_number, code, text) FROM registry.check_programmes('es');
\echo Corregida, se registra:
COPY registry.programmes_file (line) FROM STDIN (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02');
Centro;Nombre del centro;Sector;Programa;Nombre del programa;Modalidad;Para mujeres;Informa desde;Nivel;Piloto;Separador;Formato de fecha;Sistema de códigos;Tipo de documento
901;Casa Aurora;Sin fines de lucro;9010;Aurora residencia;Centro residencial;sí;01-01-2024;recuperación;;";";dd-mm-aaaa;SISTRAT.C1;CL.RUN
901;Casa Aurora;Sin fines de lucro;9011;Aurora seguimiento;Centro ambulatorio especializado;sí;01-01-2024;recuperación;;";";dd-mm-aaaa;SISTRAT.C1;CL.RUN
902;El Puente;público;9020;Puente ambulatorio;Centro ambulatorio especializado;no;01-01-2024;estándar;;";";dd-mm-aaaa;SISTRAT.C1;CL.RUN
903;Sur;público;9030;Sur residencia;Centro residencial;no;;mínimo;sí;";";dd-mm-aaaa;SISTRAT.C1;CL.RUN
\.
SELECT format('  %s centros, %s programas, %s formatos de archivo.', providers, programmes, formats) FROM registry.register_programmes();

\echo El centro piloto manda su archivo de prueba. Se revisa y no queda nada:
SELECT registry.open_batch(903) AS batch
\gset
COPY registry.intake_file (line) FROM STDIN (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', ENCODING 'LATIN1');
número de registro;ficha;identificador;sexo registrado;año de nacimiento;programa;tipo de atención;fecha de ingreso;fecha de egreso;motivo de egreso;oferta de apoyo a la recuperación;sustancia principal
S-1;101;12.345.678-5;mujer;1985;9030;PG-PR;10-01-2024;05-04-2024;Alta Terapéutica;ofrecido y aceptado;pasta base
S-2;102;;hombre;1990;9030;PG-PR-2;20-01-2024;;;;alcohol
\.
SELECT FROM registry.check_batch(:batch)
\g /dev/null
SELECT '  ' || text FROM registry.intake_report(:batch, 'es') WHERE part = 'rows';
\echo Qué códigos faltan por traducir, y a qué se parecen:
SELECT format('  %s, «%s»: %s', field, code, coalesce(suggestion || ' (' || because || ')', 'sin sugerencia')) FROM registry.unmapped(903);
SELECT FROM registry.withdraw_batch(:batch, 'archivo de prueba')
\g /dev/null
\echo Quién está atrasado al 15 de marzo de 2024, y el correo que se le manda:
SELECT format('  %s (%s meses): %s', name, months, replace(body, E'\n', E'\n    ')) FROM registry.who_is_late('2024-03-15', 'es') WHERE provider = 901;
RESET ROLE;
SELECT registry.grant_duty('centro_aurora', 'provider', '{901}'), registry.grant_duty('centro_puente', 'provider', '{902}')
\g /dev/null
SELECT format('  %s %s: %s', severity, role, finding) FROM registry.check_roles() WHERE severity = 'error';
