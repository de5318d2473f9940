import { Loader } from '@mantine/core';
import classes from './StartScreen.module.css';

/** While it is not known yet who is signed in. */
export function StartScreen() {
  return (
    <div className={classes.screen}>
      <Loader size="sm" aria-label="Loading" />
    </div>
  );
}
