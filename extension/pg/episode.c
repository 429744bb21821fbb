/*
 * episode.c
 *		Not yet written.
 */
#include "pg/compat.h"
