/*
 * journey.c
 *		Sorted sets of stays: merging, checking, text form.
 */
#include "core/episode.h"
