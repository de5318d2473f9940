import { createBrowserRouter, Navigate } from 'react-router';
import { CrashPage } from './pages/CrashPage';
import { NotFoundPage } from './pages/NotFoundPage';
import { SignInPage } from './pages/SignInPage';
import { StoresPage } from './pages/StoresPage';
import { SessionGate } from './SessionGate';
import { StartScreen } from './StartScreen';

export const router = createBrowserRouter([
  {
    errorElement: <CrashPage />,
    hydrateFallbackElement: <StartScreen />,
    children: [
      { path: '/sign-in', element: <SignInPage /> },
      {
        element: <SessionGate />,
        children: [
          { index: true, element: <Navigate to="/stores" replace /> },
          { path: '/stores', element: <StoresPage /> },
          { path: '/stores/:id', lazy: () => import('./pages/StorePage') },
          { path: '*', element: <NotFoundPage /> },
        ],
      },
    ],
  },
]);
