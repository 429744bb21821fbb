/*
 * intake_buffer.h
 *		Rows on their way into a registry table, many at a time.
 */
#ifndef COC_PG_INTAKE_BUFFER_H
#define COC_PG_INTAKE_BUFFER_H

/* A column of the target; type InvalidOid stands for pseudonym. */
typedef struct CocBufferColumn
{
	const char *name;
	Oid type;
} CocBufferColumn;

typedef struct CocBuffer CocBuffer;

/* Make a buffer in the current memory context, for a table of the registry. */
extern CocBuffer *coc_buffer_make(const char *table,
								  const CocBufferColumn *columns, int ncolumns);

/* Add a row; every so many of them are written. */
extern void coc_buffer_put(CocBuffer *buffer, Datum *values, bool *nulls);

/* Write what is left. */
extern void coc_buffer_flush(CocBuffer *buffer);

#endif /* COC_PG_INTAKE_BUFFER_H */
