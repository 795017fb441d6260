#!/bin/sh
# Builds speex.wasm from an unpacked speex-1.2.1: sh build.sh <its folder>
# Needs clang, lld, wasi-libc and libclang-rt-dev-wasm32, as Debian calls them.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
types=$(mktemp -d)
trap 'rm -r "$types"' EXIT

# What libspeex's configure would write.
cat >"$types/speex_config_types.h" <<'TYPES'
#include <stdint.h>
typedef int16_t spx_int16_t;
typedef uint16_t spx_uint16_t;
typedef int32_t spx_int32_t;
typedef uint32_t spx_uint32_t;
TYPES

cd "$1/libspeex"
# Conversions saturate, so that the NaN of a broken recording traps nothing. The stack stands first: its overflow traps.
"${CC:-clang}" --target=wasm32-wasi ${SYSROOT:+--sysroot="$SYSROOT"} -O2 -w -mnontrapping-fptoint \
  -mexec-model=reactor -nostartfiles \
  -DFLOATING_POINT -DVAR_ARRAYS -DDISABLE_ENCODER -DRELEASE -DEXPORT= -DOS_SUPPORT_CUSTOM \
  -I"$here" -I"$types" -I../include -I. \
  -Wl,--no-entry -Wl,--strip-all -Wl,--stack-first -Wl,-z,stack-size=65536 \
  -Wl,--initial-memory=524288 -Wl,--max-memory=524288 \
  bits.c cb_search.c exc_*.c filters.c gain_table*.c hexc_*.c high_lsp_tables.c lsp.c lsp_tables_nb.c ltp.c \
  modes.c modes_wb.c nb_celp.c quant_lsp.c sb_celp.c speex.c speex_callbacks.c vbr.c vq.c "$here/shim.c" \
  -o "$here/speex.wasm"
chmod 644 "$here/speex.wasm"
