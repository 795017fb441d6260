import type { UploadAnswer } from '@duokefu/contract'
import { apiError } from '../../../realtime/api-error.ts'

export interface Upload {
  readonly answer: Promise<UploadAnswer>
  readonly abort: () => void
}

/**
 * `POST /api/accounts/:account/media`, telling how much is there (0 to 1). Over XMLHttpRequest, since `fetch`
 * says nothing of its progress. Rejects with `ApiError`.
 */
export function upload(
  accountId: string,
  file: Blob,
  name: string,
  onProgress: (part: number) => void,
): Upload {
  const request = new XMLHttpRequest()
  const answer = new Promise<UploadAnswer>((resolve, reject) => {
    request.open('POST', `/api/accounts/${encodeURIComponent(accountId)}/media`)
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total)
    request.onerror = () => reject(apiError('unavailable', false))
    request.onabort = () => reject(apiError('unavailable', false))
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response as UploadAnswer)
      else reject(apiError(codeOf(request.status), true))
    }
  })
  const form = new FormData()
  form.append('media', file, name)
  request.send(form)
  return { answer, abort: () => request.abort() }
}

function codeOf(status: number) {
  switch (status) {
    case 401:
      return 'not_logged_in'
    case 413:
      return 'media_too_large'
    case 415:
      return 'media_type_unsupported'
    case 429:
      return 'rate_limited'
    default:
      return status >= 500 ? 'unavailable' : 'invalid_request'
  }
}
