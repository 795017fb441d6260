/**
 * Why bytes were refused. Values, not exceptions: whoever calls the codec counts and logs them by this name.
 * The size and depth limits exist so that no payload costs more than about 1 MiB or a hang.
 */
export type CodecProblem =
  | 'too_large'
  | 'empty'
  | 'signature_missing'
  | 'bad_signature'
  | 'encrypt_missing'
  | 'aes_key_missing'
  | 'bad_encrypt'
  | 'foreign_appid'
  | 'unknown_format'
  | 'malformed_xml'
  | 'forbidden_xml'
  | 'malformed_json'
  | 'too_deep'
  | 'too_many_nodes'
  | 'not_a_push'
  | 'not_a_reply'

export interface Refused {
  ok: false
  problem: CodecProblem
}

export function refused(problem: CodecProblem): Refused {
  return { ok: false, problem }
}
