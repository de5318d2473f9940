import '@mantine/core/styles.css';
import './global.css';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element #root');

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
// The scroll lock of dialogs makes a style element of its own and asks here for the nonce.
setNonce(nonce);

createRoot(root).render(
  <StrictMode>
    <App nonce={nonce} />
  </StrictMode>,
);
