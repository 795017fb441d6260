type AvatarProps = { name: string; color: string; size: number }

/** A picture of the kind that people have: a soft portrait in their own colour. */
export function Avatar({ name, color, size }: AvatarProps) {
  return (
    <svg className="avatar" width={size} height={size} viewBox="0 0 40 40" role="img" aria-label={name}>
      <rect width="40" height="40" rx="5" fill={color} />
      <circle cx="30" cy="9" r="13" fill="#fff" opacity="0.16" />
      <text x="20" y="26.500" textAnchor="middle" fontSize="17" fontWeight="600" fill="#fff">
        {name.replace(/^[小老]/, '').slice(0, 1)}
      </text>
    </svg>
  )
}

/** The shop's own picture: a flower on its green. */
export function AccountAvatar({ size }: { size: number }) {
  return (
    <svg className="avatar" width={size} height={size} viewBox="0 0 40 40" aria-hidden="true">
      <rect width="40" height="40" rx="5" fill="#2f7d5b" />
      <path
        d="M20 23v9M20 30c-3.500 0-5.500-1.500-6.500-4M20 28c3 0 5-1 6-3.500"
        stroke="#bfe3cf"
        strokeWidth="1.800"
        fill="none"
        strokeLinecap="round"
      />
      {[0, 72, 144, 216, 288].map((turn) => (
        <ellipse
          key={turn}
          cx="20"
          cy="11.200"
          rx="3.600"
          ry="5"
          fill="#ffd9e2"
          transform={`rotate(${turn} 20 16.500)`}
        />
      ))}
      <circle cx="20" cy="16.500" r="3" fill="#f4b942" />
    </svg>
  )
}
