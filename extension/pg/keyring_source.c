/*
 * keyring_source.c
 *		A keyring's file with its checks, its command, and guarded memory.
 *
 * The file is judged by what was opened, not by its name: between a look at
 * a name and an open somebody may have put another file there.
 */
#include "pg/compat.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "miscadmin.h"
#include "pg/crypto.h"
#include "pg/keyring_source.h"
#include "storage/fd.h"

/* ---- memory ---- */

void *
coc_secret_map(size_t size)
{
	void *region = mmap(NULL, size, PROT_READ | PROT_WRITE,
						MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (region == MAP_FAILED)
		return NULL;
	/* Both are best effort: a small limit must not keep a registry shut. */
	(void) mlock(region, size);
#ifdef MADV_DONTDUMP
	(void) madvise(region, size, MADV_DONTDUMP);
#endif
	return region;
}

void
coc_secret_unmap(void *region, size_t size)
{
	coc_cleanse(region, size);
	(void) munmap(region, size);
}

void
coc_secret_hide_process(void)
{
#ifdef PR_SET_DUMPABLE
	(void) prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

/* ---- the file ---- */

static CocStatus
refuse(CocSlip *slip, CocStatus status, const char *reason, const char *legal)
{
	return coc_fail(slip, status, "keyring", reason, legal, 0);
}

/*
 * The rules PostgreSQL has for ssl_key_file: a regular file of the server's
 * user that nobody else may open, or one of root's that the group may read.
 */
static CocStatus
check_owner_and_mode(const struct stat *st, CocSlip *slip)
{
	static const char legal[] = "Mode 0600 when the server's user owns it, "
								"0640 or less when root does.";

	if (!S_ISREG(st->st_mode))
		return refuse(slip, COC_DENIED, "its file is not a regular file",
					  legal);
	if (st->st_uid != geteuid() && st->st_uid != 0)
		return refuse(slip, COC_DENIED,
					  "its file belongs neither to the server's user nor to "
					  "root",
					  legal);
	if ((st->st_mode & S_IRWXO) != 0 ||
		(st->st_mode &
		 (st->st_uid == geteuid() ? S_IRWXG : S_IWGRP | S_IXGRP)) != 0)
		return refuse(slip, COC_DENIED, "its file is open to group or others",
					  legal);
	return COC_OK;
}

/*
 * A key beside the data it protects is in every base backup. The path is
 * resolved, so that a link among its directories leads nowhere else, and must
 * still name what was opened.
 */
static CocStatus
check_place(const char *file, const struct stat *opened, CocSlip *slip)
{
	static const char legal[] =
		"An absolute path outside the data directory, and no symbolic link.";
	char real[PATH_MAX];
	char data[PATH_MAX];
	struct stat st;
	size_t length;

	if (realpath(file, real) == NULL || realpath(DataDir, data) == NULL ||
		stat(real, &st) != 0 || st.st_dev != opened->st_dev ||
		st.st_ino != opened->st_ino)
		return refuse(slip, COC_DENIED,
					  "its file changed while it was looked at", legal);
	length = strlen(data);
	if (strncmp(real, data, length) == 0 && real[length] == '/')
		return refuse(slip, COC_DENIED, "its file is in the data directory",
					  legal);
	return COC_OK;
}

/* All bytes there are, at most the capacity; false on an error of reading. */
static bool
read_all(int fd, char *text, size_t capacity, size_t *length)
{
	*length = 0;
	while (*length < capacity)
	{
		ssize_t n = read(fd, text + *length, capacity - *length);

		if (n == 0)
			return true;
		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0)
			*length += (size_t) n;
	}
	return true;
}

static CocStatus
read_opened(int fd, const char *file, char *text, size_t capacity,
			size_t *length, CocSlip *slip)
{
	struct stat st;
	CocStatus status;

	if (fstat(fd, &st) != 0)
		return refuse(slip, COC_NOT_READY, "its file cannot be examined", NULL);
	status = check_owner_and_mode(&st, slip);
	if (status == COC_OK)
		status = check_place(file, &st, slip);
	if (status == COC_OK && !read_all(fd, text, capacity, length))
		status = refuse(slip, COC_NOT_READY, "its file cannot be read", NULL);
	if (status == COC_OK && *length == capacity)
		status =
			refuse(slip, COC_NOT_READY, "its file has 64 kB or more", NULL);
	return status;
}

/* O_NONBLOCK: a FIFO in its place must not hang the session. */
static CocStatus
read_file(const char *file, char *text, size_t capacity, size_t *length,
		  CocSlip *slip)
{
	CocStatus status;
	int fd;

	if (!is_absolute_path(file))
		return refuse(slip, COC_DENIED,
					  "its file is not named by an absolute path", NULL);
	fd = open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0 && (errno == ELOOP || errno == EMLINK))
		return refuse(slip, COC_DENIED, "its file is a symbolic link",
					  "Name the file itself.");
	if (fd < 0)
		return refuse(slip, COC_NOT_READY,
					  errno == ENOENT ? "its file does not exist"
									  : "its file cannot be opened",
					  "The path is in continuum.keyring_file; the server's "
					  "user must be able to read it.");
	status = read_opened(fd, file, text, capacity, length, slip);
	(void) close(fd);
	return status;
}

/* ---- the command ---- */

/* Read without stdio's buffer: the secrets stand in our memory only. */
static CocStatus
read_command(const char *command, char *text, size_t capacity, size_t *length,
			 CocSlip *slip)
{
	FILE *pipe = OpenPipeStream(command, "r");
	bool good;

	if (pipe == NULL)
		return refuse(slip, COC_NOT_READY, "its command cannot be started",
					  NULL);
	good = read_all(fileno(pipe), text, capacity, length);
	if (ClosePipeStream(pipe) != 0 || !good)
		return refuse(slip, COC_NOT_READY, "its command failed",
					  "continuum.keyring_command must print the keyring and "
					  "end with status 0; its messages are in the server's "
					  "log.");
	if (*length == capacity)
		return refuse(slip, COC_NOT_READY, "its command printed 64 kB or more",
					  NULL);
	return COC_OK;
}

CocStatus
coc_keyring_source_read(const char *file, const char *command, char *text,
						size_t capacity, size_t *length, CocSlip *slip)
{
	if (file != NULL && file[0] != '\0')
		return read_file(file, text, capacity, length, slip);
	if (command != NULL && command[0] != '\0')
		return read_command(command, text, capacity, length, slip);
	return refuse(
		slip, COC_NOT_READY,
		"neither continuum.keyring_file nor continuum.keyring_command is set",
		"Make a file outside the data directory, owned by the server's user, "
		"mode 0600: first line \"registry <name>\", then \"1 root - 1 active "
		"<secret>\", \"2 domain ministry 1 active <secret>\", \"3 domain "
		"provider 1 active <secret>\", each secret from \"openssl rand -hex "
		"32\". Then set continuum.keyring_file to its path. Keep a copy: "
		"without it nobody can be recognised again.");
}
