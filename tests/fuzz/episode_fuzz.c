/*
 * episode_fuzz.c
 *		Any bytes as the text, and as the binary form, of an episode.
 *
 * What is accepted must be legal, and must read back to itself from its text
 * and from its bytes.
 */
#include "core/episode.h"

#include <stdlib.h>
#include <string.h>

extern int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool good)
{
	if (!good)
		abort();
}

static void
reads_back(const CocEpisode *episode)
{
	char text[COC_EPISODE_TEXT_MAX];
	uint8_t wire[COC_EPISODE_WIRE_SIZE];
	CocEpisode back;
	CocSlip slip;
	size_t length = coc_episode_write(episode, text);

	must(length <= sizeof(text));
	must(coc_episode_parse(text, length, &back, &slip) == COC_OK);
	must(memcmp(&back, episode, sizeof(back)) == 0);
	coc_episode_to_wire(episode, wire);
	coc_episode_from_wire(wire, &back);
	must(memcmp(&back, episode, sizeof(back)) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CocEpisode episode;
	CocSlip slip;

	if (coc_episode_parse((const char *) data, size, &episode, &slip) == COC_OK)
	{
		must(coc_episode_check(&episode, COC_CORRUPT, &slip) == COC_OK);
		reads_back(&episode);
	}
	else
		must(slip.offset >= 0 && (size_t) slip.offset <= size + 1);
	if (size == COC_EPISODE_WIRE_SIZE)
	{
		coc_episode_from_wire(data, &episode);
		if (coc_episode_check(&episode, COC_BAD_BINARY, &slip) == COC_OK)
			reads_back(&episode);
	}
	return 0;
}
