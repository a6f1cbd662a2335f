/** The mark of Galley. */
export function Logo({ className = 'size-5' }: { className?: string }) {
  return (
    <span className={`grid shrink-0 place-items-center rounded-[28%] bg-accent text-on-accent ${className}`}>
      <svg viewBox="0 0 32 32" className="size-[78%]" aria-hidden>
        <path
          d="M22 11.6A8 8 0 1 0 24 17H16.6"
          fill="none"
          stroke="currentColor"
          strokeWidth="3.4"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
    </span>
  );
}
