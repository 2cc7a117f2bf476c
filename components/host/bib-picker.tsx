'use client';

import { useId } from 'react';
import { BIB_SHAPES, type BibShapeName } from '#components/bib/bib.ts';
import { BibShape } from '#components/bib/bib-shape.tsx';
import { LIMITS } from '#lib/protocol/limits.ts';

const COLOUR_NAMES = [
  'Yellow',
  'Sky blue',
  'Red',
  'Green',
  'Violet',
  'Orange',
  'Blue',
  'Lime',
  'Pink',
  'Turquoise',
  'Sand',
  'Grass green',
];

interface BibPickerProps {
  readonly colour: number;
  readonly shape: BibShapeName;
  readonly onColour: (colour: number) => void;
  readonly onShape: (shape: number) => void;
}

/** What a player wears: colour and shape, so that nobody is told apart by colour alone. */
export function BibPicker({ colour, shape, onColour, onShape }: BibPickerProps) {
  const name = useId();
  return (
    <div className="bib-picker">
      <fieldset>
        <legend className="field-label">Colour</legend>
        <div className="bib-options">
          {Array.from({ length: LIMITS.bibColours }, (_, choice) => (
            <label key={choice} className="bib-option" data-bib={choice}>
              <input
                type="radio"
                name={`${name}-colour`}
                className="sr-only"
                checked={choice === colour}
                onChange={() => onColour(choice)}
              />
              <span className="sr-only">{COLOUR_NAMES[choice]}</span>
              {choice === colour && <BibShape shape={shape} className="size-5" />}
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset>
        <legend className="field-label">Shape</legend>
        <div className="bib-options">
          {BIB_SHAPES.map((choice, index) => (
            <label
              key={choice}
              className="bib-option"
              data-bib={choice === shape ? colour : undefined}
            >
              <input
                type="radio"
                name={`${name}-shape`}
                className="sr-only"
                checked={choice === shape}
                onChange={() => onShape(index)}
              />
              <span className="sr-only">{choice}</span>
              <BibShape shape={choice} className="size-5" />
            </label>
          ))}
        </div>
      </fieldset>
    </div>
  );
}
