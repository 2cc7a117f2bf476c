import { DeadEnd } from '#components/ui/dead-end.tsx';

export default function RoomNotFound() {
  return (
    <DeadEnd title="No board has this code.">
      Look at the code again, it has no O, I, 0 or 1 in it; or ask the host for the link.
    </DeadEnd>
  );
}
