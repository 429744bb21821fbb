/*
 * episode.c
 *		Text form, construction and checking of one stay.
 */
#include "core/episode.h"
