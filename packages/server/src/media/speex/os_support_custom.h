/* What libspeex wants of a system: memory that starts as zeros and is never given back, and a place to complain: none. */
#ifndef DUOKEFU_OS_SUPPORT_CUSTOM_H
#define DUOKEFU_OS_SUPPORT_CUSTOM_H

#define OVERRIDE_SPEEX_ALLOC
#define OVERRIDE_SPEEX_ALLOC_SCRATCH
#define OVERRIDE_SPEEX_REALLOC
#define OVERRIDE_SPEEX_FREE
#define OVERRIDE_SPEEX_FREE_SCRATCH
#define OVERRIDE_SPEEX_FATAL
#define OVERRIDE_SPEEX_WARNING
#define OVERRIDE_SPEEX_WARNING_INT
#define OVERRIDE_SPEEX_NOTIFY
#define OVERRIDE_SPEEX_PUTC

void *duokefu_alloc(int size);

#define speex_alloc duokefu_alloc
#define speex_alloc_scratch duokefu_alloc
#define speex_realloc(old, size) ((void *)0)
#define speex_free(old) ((void)(old))
#define speex_free_scratch(old) ((void)(old))
#define _speex_fatal(text, file, line) __builtin_trap()
#define speex_warning(text) ((void)0)
#define speex_warning_int(text, value) ((void)0)
#define speex_notify(text) ((void)0)
#define _speex_putc(letter, file) ((void)0)

#endif
