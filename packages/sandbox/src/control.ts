/*
 * The control API: how the phone page, the tests and the bench move this world. JSON in and out; errors are
 * {"error":"no_such_person" | "no_such_account" | "no_such_push" | "bad_request" | "not_possible"}.
 * With several accounts `?appid=` names one, else the first is meant.
 *
 *   GET    /sandbox/account                  account (no secrets), appids, token states, counters per API path
 *   PUT    /sandbox/account                  {serverUrl?, mode?, format?, name?, token?, encodingAesKey?, secret?}
 *   POST   /sandbox/account/verify           the console's GET to the server URL → {ok} | {ok: false, problem}
 *   GET    /sandbox/people                   everybody: openid, follows, window {left, until}, last entry
 *   POST   /sandbox/people                   {prefix, name?, count?} new fans who follow; ids prefix1, prefix2, …
 *   POST   /sandbox/people/:id/messages      {type: 'text', text, menuId?}
 *                                            {type: 'location', latitude, longitude, label?, scale?}
 *                                            {type: 'link', url, title?, description?}
 *                                            {type: 'image' | 'voice' | 'video'} a bundled one; {type: 'file', name, bytes}
 *                                            or multipart, field media: an image, a recording or a video
 *   POST   /sandbox/people/:id/follow        {scene?}, …/unfollow, …/menu {key}, …/scan {scene}
 *            These answer {entry, push}; with ?settle=ms after the callback was settled (or ms are over).
 *   GET    /sandbox/people/:id/log           ?since=seq &from=account &wait=ms (long poll) → {entries, lastSeq}
 *   GET    /sandbox/faces                    WeChat's faces: {code, name, emoji}
 *   GET    /sandbox/pushes                   ?person= &limit=; newest first, each with its tries and outcome
 *   GET    /sandbox/pushes/:id               ?wait=ms until it is settled
 *   POST   /sandbox/pushes/:id/repeat        the same message once more, at once
 *   GET    /sandbox/sent                     ?openid=; every call of custom/send with its errcode
 *   GET    /sandbox/misbehave                the switches and how often each struck
 *   PUT    /sandbox/misbehave                {kind: {on, times?, ms?, copies?, path?}, …}; kinds in world/misbehaviour.ts
 *   DELETE /sandbox/misbehave                all off, counters at zero
 *   POST   /sandbox/misbehave/expire-tokens  every access token ends now
 *   GET    /sandbox/agents                   {serverOrigin, agents} as the server gives them
 *   POST   /sandbox/reset                    the first day again
 *   GET    /sandbox/live                     WebSocket: every change (world/world.ts, Change)
 */
import multipart from '@fastify/multipart'
import { accountRoutes } from './control/account.ts'
import { faultRoutes } from './control/faults.ts'
import { liveRoute } from './control/live.ts'
import { peopleRoutes } from './control/people.ts'
import { pushRoutes } from './control/pushes.ts'
import type { Controls } from './control/scope.ts'

const LARGEST_FILE_BYTES = 20 * 1024 * 1024

/** Registers the control API. */
export async function controlApi(controls: Controls): Promise<void> {
  await controls.app.register(multipart, { limits: { fileSize: LARGEST_FILE_BYTES, files: 1 } })
  await liveRoute(controls)
  accountRoutes(controls)
  peopleRoutes(controls)
  pushRoutes(controls)
  faultRoutes(controls)
}
