/*
 * rate.c
 *		A brake on functions that answer guesses: calls per role and minute.
 *
 * Whoever may seal can try all identifiers of a country against what they
 * know; a limit turns an evening into years, and makes the attempt visible.
 * It is a brake, not a wall: a role that may become other roles has a minute
 * for each. Sessions have to see each other's calls, so it needs shared
 * memory, and that is only given to a preloaded library.
 */
#include "pg/compat.h"

#include "miscadmin.h"
#include "pg/rate.h"
#include "storage/ipc.h"
#include "storage/lwlock.h"
#include "storage/shmem.h"
#include "utils/guc.h"
#include "utils/timestamp.h"

/* Roles that can be told apart in one minute; more share a count. */
#define ROLES 1024

/* Places that are looked at for a role before it has to share one. */
#define PROBES 16

typedef struct RoleCalls
{
	Oid role;
	int64 minute; /* since 2000; another than now: the place is free */
	int64 ncalls;
} RoleCalls;

typedef struct CallTable
{
	LWLock *lock;
	RoleCalls roles[ROLES];
} CallTable;

static CallTable *table = NULL;
static int rate_limit = 0;

static shmem_request_hook_type previous_request = NULL;
static shmem_startup_hook_type previous_startup = NULL;

void
coc_define_rate_settings(void)
{
	DefineCustomIntVariable(
		"continuum.pseudonymize_rate_limit",
		"Identifiers and pseudonyms that a role may try in a minute.",
		"Calls of pseudonymize(), forms, and pseudonyms converted, counted "
		"together; 0 is no limit. Only where the library is preloaded.",
		&rate_limit, 0, 0, INT_MAX, PGC_SIGHUP, 0, NULL, NULL, NULL);
}

static void
request_memory(void)
{
	if (previous_request != NULL)
		previous_request();
	RequestAddinShmemSpace(MAXALIGN(sizeof(CallTable)));
	RequestNamedLWLockTranche("continuum", 1);
}

static void
start_table(void)
{
	bool found;

	if (previous_startup != NULL)
		previous_startup();
	LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
	table = ShmemInitStruct("continuum calls", sizeof(CallTable), &found);
	if (!found)
	{
		memset(table, 0, sizeof(CallTable));
		table->lock = &GetNamedLWLockTranche("continuum")->lock;
	}
	LWLockRelease(AddinShmemInitLock);
}

void
coc_rate_preload(void)
{
	previous_request = shmem_request_hook;
	shmem_request_hook = request_memory;
	previous_startup = shmem_startup_hook;
	shmem_startup_hook = start_table;
}

bool
coc_rate_ready(void)
{
	return table != NULL;
}

/* The place of a role in this minute: its own, or else a free one. */
static RoleCalls *
find_place(Oid role, int64 minute)
{
	RoleCalls *place = NULL;

	for (uint32 i = 0; i < PROBES; i++)
	{
		RoleCalls *candidate = &table->roles[(role + i) % ROLES];

		if (candidate->minute == minute && candidate->role == role)
			return candidate;
		if (candidate->minute != minute && place == NULL)
			place = candidate;
	}
	if (place == NULL)
		return &table->roles[role % ROLES];
	place->role = role;
	place->minute = minute;
	place->ncalls = 0;
	return place;
}

static int64
count_calls(int64 ncalls)
{
	RoleCalls *place;

	LWLockAcquire(table->lock, LW_EXCLUSIVE);
	place =
		find_place(GetOuterUserId(), GetCurrentTimestamp() / USECS_PER_MINUTE);
	place->ncalls += ncalls;
	ncalls = place->ncalls;
	LWLockRelease(table->lock);
	return ncalls;
}

void
coc_rate_take(int64 ncalls)
{
	if (rate_limit > 0 && table != NULL && count_calls(ncalls) > rate_limit)
		ereport(ERROR,
				(errcode(ERRCODE_CONFIGURATION_LIMIT_EXCEEDED),
				 errmsg("too many identifiers or pseudonyms in one minute"),
				 errhint("The limit of each role is "
						 "continuum.pseudonymize_rate_limit."),
				 errhidestmt(true), errhidecontext(true)));
}

/* For the registry's own functions that answer for many at once. */
COC_FUNCTION(coc_count_calls);
Datum
coc_count_calls(PG_FUNCTION_ARGS)
{
	coc_rate_take(PG_GETARG_INT32(0));
	PG_RETURN_VOID();
}
