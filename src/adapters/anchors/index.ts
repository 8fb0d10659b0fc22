import { SetupError, type Anchor } from '../../ports/index.js';
import { liesIn } from '../key-file.js';
import { FileAnchor } from './file.js';
import { GitAnchor } from './git.js';

/**
 * The anchors that config names, `file:DIR` and `git:REPOSITORY`.
 * @throws SetupError for one that lies in the data folder
 */
export const openAnchors = (names: readonly string[], dataFolder: string): readonly Anchor[] =>
  names.map((name) => {
    const place = name.slice(name.indexOf(':') + 1);
    if (liesIn(dataFolder, place)) {
      throw new SetupError(
        'anchor-in-data-folder',
        `the anchor ${name} lies in the data folder ${dataFolder}: give ANCHORS a place outside, best on another machine`,
      );
    }
    return name.startsWith('git:') ? new GitAnchor(place) : new FileAnchor(place);
  });
