/** WeChat's sign for 「服务通知」. */
export function ServiceIcon({ size }: { size: number }) {
  return (
    <svg className="avatar" width={size} height={size} viewBox="0 0 40 40" aria-hidden="true">
      <rect width="40" height="40" rx="5" fill="#2782d7" />
      <path
        d="M20 9l9.500 5.500v11L20 31l-9.500-5.500v-11z"
        fill="none"
        stroke="#fff"
        strokeWidth="2.200"
        strokeLinejoin="round"
      />
      <circle cx="20" cy="20" r="4" fill="#fff" />
    </svg>
  )
}
