/*
 * data_file.h
 *		Published vectors that stand beside the project, not inside it.
 */
#ifndef COC_DATA_FILE_H
#define COC_DATA_FILE_H

#include <stdio.h>
#include <stdlib.h>

/* Open a file below CONTINUUM_DATA; NULL, having said so, where it is absent.
 */
static inline FILE *
open_data(const char *name)
{
	const char *folder = getenv("CONTINUUM_DATA");
	char path[4096];
	FILE *file;

	(void) snprintf(path, sizeof(path), "%s/%s",
					folder ? folder : "../shared/data", name);
	file = fopen(path, "r");
	if (file == NULL)
		printf("skipped: data not present (%s)\n", name);
	return file;
}

#endif /* COC_DATA_FILE_H */
