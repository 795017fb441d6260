/** `POST /cgi-bin/user/info/updateremark` takes less than 30 bytes; longer names stay with us (L13). */
const limitBytes = 30

export function fitsWechatRemark(remark: string): boolean {
  return new TextEncoder().encode(remark.trim()).byteLength < limitBytes
}
