import { table } from '../analyses/index.js';
import type { Endpoints, MarkerCourse, MarkerValue, ResponseVisit, TimeToEvent } from '../outcomes/index.js';
import { count, listed, mm, told, words, type Told } from './told.js';

const time = (title: string, one: TimeToEvent): Told =>
  told(title, one, `${one.status} after ${one.days} days (${one.months} months), ${one.start} to ${one.date}`);

export const survivalTimes = ({ pfs, os, dfs, ttp, ttf, firstProgression: first }: Endpoints): readonly Told[] => [
  time('Progression-free survival', pfs),
  time('Overall survival', os),
  time('Disease-free survival', dfs),
  time('Time to progression', ttp),
  time('Time to treatment failure', ttf),
  told(
    'First progression',
    first,
    first.pattern === null
      ? 'none so far'
      : listed([
          `${first.pattern === 'both' ? 'liver and extrahepatic' : words(first.pattern)} on ${first.date}`,
          first.sites.map(words).join(' and '),
        ]),
  ),
];

export const response = (endpoints: Endpoints): readonly Told[] => {
  const { bestResponse: best, responseDuration, responseDepth: depth, responses, tumourMarkers } = endpoints;
  const { unconfirmed, confirmed } = responseDuration;
  const pathological = endpoints.pathologicalResponse;
  return [
    told('Best response', best, `${best.unconfirmed}${on(best.date)}`),
    told('  confirmed', { ...best, reason: best.confirmedReason }, `${best.confirmed}${on(best.confirmedDate)}`),
    time('Duration of response', unconfirmed),
    ...(confirmed.date === unconfirmed.date && confirmed.start === unconfirmed.start
      ? []
      : [time('  confirmed', confirmed)]),
    told(
      'Depth of response',
      depth,
      `${depth.change} %, ${mm(depth.baselineSum ?? 0)} to ${mm(depth.smallestSum ?? 0)}${on(depth.date)}`,
    ),
    told('Assessments', responses, count(responses.visits.length, 'day'), visitRows(responses.visits)),
    told('Pathological response', pathological, pathologicalText(pathological)),
    told(
      'Tumour markers',
      tumourMarkers,
      tumourMarkers.markers.map(({ marker }) => marker).join(', '),
      markerRows(tumourMarkers.markers),
    ),
  ];
};

const visitRows = (visits: readonly ResponseVisit[]): readonly string[] =>
  table(
    visits.map(({ date, day, overall, derived, sum, agrees }) => [
      date,
      `day ${day}`,
      overall ?? 'not assessed',
      sum === null ? '' : mm(sum),
      derived === null ? '' : `by lesions ${derived}`,
      agrees === false ? 'disagrees' : '',
    ]),
    [2, 4, 5],
  );

function pathologicalText({ complete, regression, date }: Endpoints['pathologicalResponse']): string {
  const stated = complete === null ? 'whether complete is not stated' : complete ? 'complete' : 'not complete';
  return listed([`${stated}${on(date)}`, regression && `${regression.scale} ${regression.grade}`]);
}

const markerRows = (markers: readonly MarkerCourse[]): readonly string[] =>
  table(
    markers.map(({ marker, unit, baseline, nadir, last, doubling }) => [
      `${marker}, ${unit}`,
      valueText('baseline', baseline),
      valueText('nadir', nadir),
      valueText('last', last),
      doubling.days === null ? '' : `doubles in ${doubling.days} days`,
    ]),
    [1, 2, 3, 4],
  );

const valueText = (name: string, one: MarkerValue | null): string => (one ? `${name} ${one.value}${on(one.date)}` : '');

const on = (date: string | null): string => (date === null ? '' : ` on ${date}`);
