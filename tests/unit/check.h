/*
 * check.h
 *		The whole unit-test harness: count, say where, go on.
 */
#ifndef COC_CHECK_H
#define COC_CHECK_H

#include <stdio.h>
#include <string.h>

static int check_passed;
static int check_failed;

static inline void
check_that(int good, const char *what, const char *file, int line)
{
	if (good)
		check_passed++;
	else
	{
		check_failed++;
		printf("%s:%d: failed: %s\n", file, line, what);
	}
}

#define CHECK(condition)                                                       \
	check_that((condition) != 0, #condition, __FILE__, __LINE__)
#define CHECK_INT(got, want)                                                   \
	do                                                                         \
	{                                                                          \
		long long got_ = (long long) (got);                                    \
		long long want_ = (long long) (want);                                  \
		if (got_ != want_)                                                     \
			printf("%s:%d: got %lld, want %lld\n", __FILE__, __LINE__, got_,   \
				   want_);                                                     \
		check_that(got_ == want_, #got " = " #want, __FILE__, __LINE__);       \
	} while (0)
#define CHECK_STR(got, want)                                                   \
	do                                                                         \
	{                                                                          \
		const char *got_ = (got);                                              \
		const char *want_ = (want);                                            \
		if (strcmp(got_, want_) != 0)                                          \
			printf("%s:%d: got \"%s\", want \"%s\"\n", __FILE__, __LINE__,     \
				   got_, want_);                                               \
		check_that(strcmp(got_, want_) == 0, #got " = " #want, __FILE__,       \
				   __LINE__);                                                  \
	} while (0)

static inline int
check_summary(const char *name)
{
	printf("%s: %d passed, %d failed\n", name, check_passed, check_failed);
	return check_failed != 0;
}

#endif /* COC_CHECK_H */
