import {
  ActionIcon,
  Menu,
  useMantineColorScheme,
  VisuallyHidden,
  type MantineColorScheme,
} from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun, type Icon } from '@tabler/icons-react';

const CHOICES: readonly (readonly [MantineColorScheme, string, Icon])[] = [
  ['auto', 'Like the system', IconDeviceDesktop],
  ['light', 'Light', IconSun],
  ['dark', 'Dark', IconMoon],
];

/** Chooses the colour scheme; only this choice is kept in the browser's storage. */
export function ThemeToggle() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const chosen = CHOICES.find(([scheme]) => scheme === colorScheme);
  const ChosenIcon = chosen?.[2] ?? IconDeviceDesktop;
  return (
    <Menu position="bottom-end" width={190} shadow="md">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" radius="xl" aria-label="Colour theme">
          <ChosenIcon size={18} stroke={1.8} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {CHOICES.map(([scheme, label, ChoiceIcon]) => (
          <Menu.Item
            key={scheme}
            leftSection={<ChoiceIcon size={16} aria-hidden />}
            rightSection={scheme === colorScheme ? <IconCheck size={14} aria-hidden /> : null}
            onClick={() => {
              setColorScheme(scheme);
            }}
          >
            {label}
            {scheme === colorScheme ? <VisuallyHidden>, chosen</VisuallyHidden> : null}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
