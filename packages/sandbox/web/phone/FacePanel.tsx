import type { Face } from '../api.ts'
import { FaceIcon } from './FaceIcon.tsx'

type FacePanelProps = { faces: Face[]; onPick: (face: Face) => void }

/** WeChat's own set of faces, as the nearest emoji. */
export function FacePanel({ faces, onPick }: FacePanelProps) {
  return (
    <div className="face-panel">
      {faces.map((face) => (
        <button
          className="face-button"
          key={face.code}
          type="button"
          title={face.name}
          aria-label={face.name}
          onClick={() => onPick(face)}
        >
          <FaceIcon face={face} />
        </button>
      ))}
    </div>
  )
}
