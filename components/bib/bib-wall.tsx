import { bibOf } from './bib.ts';
import { BibShape } from './bib-shape.tsx';

/** From the second player on: the first wears the yellow of the wall. */
const IDS = [2, 3, 4, 5, 6, 7, 8, 9];

/** A poster of what players wear. */
export function BibWall() {
  return (
    <div className="bib-wall" aria-hidden="true">
      {IDS.map((id) => {
        const { colour, shape } = bibOf(id);
        return (
          <span key={id} data-bib={colour}>
            <BibShape shape={shape} className="size-1/2" />
          </span>
        );
      })}
    </div>
  );
}
