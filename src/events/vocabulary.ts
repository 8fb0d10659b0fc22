/** Word lists that more than one event type uses. */
export const REGIMENS = ['FOLFOX', 'FOLFIRI', 'CAPOX', 'FOLFOXIRI', '5-FU/LV', 'other'] as const;
export const INTENTS = ['neoadjuvant', 'conversion', 'adjuvant', 'perioperative', 'palliative'] as const;
export const AGENTS = ['bevacizumab', 'cetuximab', 'panitumumab', 'other'] as const;
