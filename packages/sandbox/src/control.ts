/*
 * The control API: how the phone page, the tests and the bench move this world. JSON in and out; errors are
 * {"error":"no_such_person" | "no_such_account" | "no_such_push" | "no_such_notice" | "bad_request" |
 * "not_possible"}.
 * With several accounts `?appid=` names one, else the first is meant.
 *
 *   GET    /sandbox/account                  account (no secrets), menu, kf accounts, appids, token states, counters per API path
 *   PUT    /sandbox/account                  {serverUrl?, mode?, format?, name?, token?, encodingAesKey?, secret?,
 *                                             wechatId?, verified?, kfEnabled?, ipAllowlist?: string[] | null,
 *                                             oauthDomain?: string | null}
 *            Not verified: 48001 and, at web authorization, 10005; kf not enabled: 65400; an IP list without the
 *            caller: 40164; oauthDomain null: the host of serverUrl.
 *   PUT    /sandbox/account/records          {records: [{openid | personId, kf_account, opercode: 2002 | 2003, text,
 *                                             time}], replace?} into the records of WeChat's own desk; time in seconds
 *   PUT    /sandbox/account/kf               {kf_account, online?, accepted_case?} as getonlinekflist tells it
 *   POST   /sandbox/account/verify           the console's GET to the server URL → {ok} | {ok: false, problem}
 *   GET    /sandbox/people                   everybody: openid, wechatId, qq, phone, kind ('fan' | 'staff'), snapshot,
 *                                             follows, window {left: n | 'unlimited', until}, last entry
 *   POST   /sandbox/people                   {prefix, name?, count?, kind?, …} new people who follow; ids prefix1, …
 *   PUT    /sandbox/people/:id               {name?, wechatId?, qq?, phone?, snapshot?, kfElsewhere?}
 *   POST   /sandbox/people/:id/messages      {type: 'text', text, menuId?}
 *                                            {type: 'location', latitude, longitude, label?, scale?}
 *                                            {type: 'link', url, title?, description?}
 *                                            {type: 'voice', format?: 'amr' | 'speex'} the bundled recording
 *                                            {type: 'image' | 'video'} a bundled one; {type: 'file', name, bytes}
 *                                            or multipart, field media: an image, a recording or a video
 *   POST   /sandbox/people/:id/follow        {scene?}, …/unfollow, …/scan {scene}
 *   POST   /sandbox/people/:id/menu          {key}, a CLICK whether the menu has it or not; or {button, entry?, scanned?}, a
 *                                             tap on what GET /sandbox/account shows as menu, places from 0; one that
 *                                             makes no callback answers {entry: null, push: null}
 *   POST   /sandbox/people/:id/scan-url      {url} of a QR code: {kind: 'event', appid, entry, push} for a parametric one
 *                                             that lives, else {kind: 'page', url} for the in-app browser
 *            These answer {entry, push}, push null for what goes to WeChat's own desk; with ?settle=ms after the
 *            callback was settled (or ms are over).
 *   POST   /sandbox/people/:id/pay           48 hours without a limit; no callback tells of it
 *   POST   /sandbox/people/:id/desk/accept   {kf_account}, as an agent of WeChat's own desk; …/switch {kf_account} to
 *                                             another one, …/close {kf_account}, …/say {text} → {errcode}
 *   GET    /sandbox/desk                     {sessions: [{openid, kfAccount, createdAt}], waiting: [{openid, since, …}]}
 *   GET    /sandbox/people/:id/log           ?since=seq &from=account &wait=ms (long poll) → {entries, lastSeq}
 *   GET    /sandbox/people/:id/notices       「服务通知」: {id, at, accountName, body: {type: 'template', …} |
 *                                             {type: 'kf_invitation', kfAccount, nick, expiresAt, state: 'waiting' |
 *                                             'accepted' | 'rejected' | 'expired' | 'withdrawn'}}
 *   POST   /sandbox/people/:id/notices/:notice/answer  {accept} to an invitation
 *   GET    /sandbox/frame                    ?url= → {framable}: whether the phone's browser can show it
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
 *
 * Not JSON: `GET /browse?person=&url=` opens an address as that person's in-app browser (cookie `sandbox_person`, by
 * which `/connect/oauth2/authorize` knows them), `GET /q/:id` is the address in a parametric QR code, and the phone page
 * `/phone/:id` takes `?scan=<address>` and `?open=<address>`.
 */
import multipart from '@fastify/multipart'
import { accountRoutes } from './control/account.ts'
import { deskRoutes } from './control/desk.ts'
import { faultRoutes } from './control/faults.ts'
import { frameRoute } from './control/frame.ts'
import { liveRoute } from './control/live.ts'
import { menuRoute } from './control/menu.ts'
import { noticeRoutes } from './control/notices.ts'
import { peopleRoutes } from './control/people.ts'
import { pushRoutes } from './control/pushes.ts'
import { scanRoute } from './control/scan.ts'
import type { Controls } from './control/scope.ts'

const LARGEST_FILE_BYTES = 20 * 1024 * 1024

/** Registers the control API. */
export async function controlApi(controls: Controls): Promise<void> {
  await controls.app.register(multipart, { limits: { fileSize: LARGEST_FILE_BYTES, files: 1 } })
  await liveRoute(controls)
  accountRoutes(controls)
  deskRoutes(controls)
  peopleRoutes(controls)
  menuRoute(controls)
  scanRoute(controls)
  noticeRoutes(controls)
  frameRoute(controls)
  pushRoutes(controls)
  faultRoutes(controls)
}
