/** The mark: a rule with four graduations, one for each disclosure, and the dot of 寸. */
export function Mark({ size = 26 }: { size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" className="mark-ground" />
      <path
        d="M6 9.5h20M9 9.5v4M14 9.5v7M19 9.5v10M24 9.5v13"
        fill="none"
        stroke="#fff"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
      <circle cx="10.5" cy="21.5" r="2.3" fill="#f0a48c" />
    </svg>
  );
}
