import classes from './Logo.module.css';

/** The mark and the name of the product. */
export function Logo() {
  return (
    <span className={classes.logo}>
      <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden>
        <rect width="32" height="32" rx="9" fill="#2549eb" />
        <path
          d="M8 12.5 9.6 8h12.8l1.6 4.5a3 3 0 0 1-5.4 1.8 3.2 3.2 0 0 1-5.2 0A3 3 0 0 1 8 12.5Z"
          fill="#fff"
        />
        <path
          d="M10 17.5V24h12v-6.5"
          fill="none"
          stroke="#fff"
          strokeWidth="2.2"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      <span className={classes.name}>Store Orchestrator</span>
    </span>
  );
}
