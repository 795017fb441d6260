/** Marks scenes of ours among those of the shop's own QRs. 64 characters are WeChat's limit. */
const prefix = 'duokefu:'

/** The scene of a login ticket's QR. */
export function sceneOfTicket(clear: string): string {
  return `${prefix}${clear}`
}

/** The ticket in a scene, null when the scene is the shop's own. */
export function ticketOfScene(scene: string | null): string | null {
  return scene?.startsWith(prefix) === true ? scene.slice(prefix.length) : null
}
