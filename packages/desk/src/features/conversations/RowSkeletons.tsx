import { Skeleton } from '../../ui/Skeleton.tsx'
import styles from './RowSkeletons.module.css'

const widths = [72, 96, 64, 88, 80, 104]

/** Rows that are on their way, in their final places. */
export function RowSkeletons() {
  return (
    <div className={styles.rows} aria-hidden="true">
      {widths.map((width) => (
        <div key={width} className={styles.row}>
          <Skeleton width={40} height={40} round />
          <div className={styles.text}>
            <Skeleton width={width} height={14} />
            <Skeleton width="80%" height={12} />
          </div>
        </div>
      ))}
    </div>
  )
}
