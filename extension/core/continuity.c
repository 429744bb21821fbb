/*
 * continuity.c
 *		Questions about a journey.
 */
#include "core/episode.h"
