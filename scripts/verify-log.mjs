#!/usr/bin/env node
// Checks a hepatrace log for whoever does not trust the service: one file, Node's own modules only, nothing of hepatrace's code.
// The formats are RFC 9162 (the tree), C2SP signed-note, tlog-checkpoint and tlog-tiles; docs/operations/verify.md says what is hashed.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, readSync, readdirSync, statSync } from 'node:fs';

const USAGE = `usage: node verify-log.mjs LOG [--checkpoint NOTE] [--anchors DIR] [--vkey KEY] [--json]
  LOG           what GET /provenance/log?content=true answers (NDJSON); - for standard input
  --checkpoint  file with a signed note, as GET /provenance/checkpoint answered it: best one that you kept yourself
  --anchors     folder that the service anchors its checkpoints in
  --vkey        verifier key of the log, handed to you by another way than the log
exit: 0 nothing found, 1 findings, 2 wrong usage, 3 could not finish`;

const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

/** The tree of RFC 9162, section 2.1, as the roots of its whole subtrees from left to right. */
class Tree {
  size = 0;
  whole = [];

  append(hash) {
    for (let n = this.size; n % 2 === 1; n = (n - 1) / 2) hash = sha256(NODE, this.whole.pop(), hash);
    this.whole.push(hash);
    this.size += 1;
  }

  root() {
    return this.size === 0 ? sha256('') : this.whole.reduceRight((right, left) => sha256(NODE, left, right));
  }
}

/** NAME+ID+KEY, KEY being base64 of 0x01 and the raw Ed25519 key, ID what names and key hash to. */
function parseVkey(vkey) {
  const [, name, id, base64] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/u.exec(vkey) ?? [];
  const typed = Buffer.from(base64 ?? '', 'base64');
  const ours = sha256(`${name}\n`, typed).toString('hex', 0, 4);
  if (typed.length !== 33 || typed[0] !== 1 || ours !== id) throw new Usage(`${vkey} is no verifier key`);
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), typed.subarray(1)]);
  return { name, id, key: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
}

/** Origin, size and root of a checkpoint that the key has signed; a string, which is the code of a finding, otherwise. */
function openCheckpoint(note, { name, id, key }) {
  const end = note.lastIndexOf('\n\n') + 1;
  const text = note.slice(0, end);
  const [, origin, size, root] = /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n$/u.exec(text) ?? [];
  if (origin === undefined) return 'bad-signature';
  const signatures = note
    .slice(end + 1)
    .split('\n')
    .map((line) => /^— (\S+) (\S+)$/u.exec(line))
    .filter((match) => match?.[1] === name)
    .map((match) => Buffer.from(match[2], 'base64'))
    .filter((bytes) => bytes.toString('hex', 0, 4) === id);
  if (origin !== name || signatures.length === 0) return 'unknown-key';
  const good = signatures.every((bytes) => verify(null, Buffer.from(text), key, bytes.subarray(4)));
  return good ? { size: Number(size), root: Buffer.from(root, 'base64') } : 'bad-signature';
}

/** 1234067 is x001/x234/067. */
function numbered(n) {
  const digits = String(n);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g);
  return groups.map((group, index) => (index < groups.length - 1 ? `x${group}` : group)).join('/');
}

/** What an anchor keeps of one log: its notes, and its leaf hashes in files of 256. */
class AnchoredLog {
  n = -1;
  tile = null;

  constructor(folder) {
    this.folder = folder;
  }

  notes() {
    const files = existsSync(`${this.folder}/checkpoints`)
      ? readdirSync(`${this.folder}/checkpoints`, { recursive: true }).map((name) => `checkpoints/${String(name)}`)
      : [];
    const paths = [...files, 'checkpoint']
      .map((name) => `${this.folder}/${name}`)
      .filter((path) => !path.endsWith('.new'));
    const there = paths.filter((path) => existsSync(path) && statSync(path).isFile());
    return [...new Set(there.map((path) => readFileSync(path, 'utf8')))];
  }

  /** Hash of the leaf at an index; null where none is kept. */
  leafHash(index) {
    const n = Math.floor(index / 256);
    if (n !== this.n) {
      this.n = n;
      const path = `${this.folder}/tile/0/${numbered(n)}`;
      const widths = existsSync(`${path}.p`) ? readdirSync(`${path}.p`).map(Number).filter(Number.isInteger) : [];
      if (existsSync(path)) this.tile = readFileSync(path);
      else this.tile = widths.length > 0 ? readFileSync(`${path}.p/${Math.max(...widths)}`) : null;
    }
    const hash = this.tile?.subarray((index % 256) * 32, (index % 256) * 32 + 32);
    return hash?.length === 32 ? hash : null;
  }
}

/** The lines of a file, however large. */
function* linesOf(path) {
  const file = path === '-' ? 0 : openSync(path, 'r');
  const chunk = Buffer.alloc(1 << 20);
  let rest = Buffer.alloc(0);
  for (let read; (read = readSync(file, chunk)) > 0;) {
    const bytes = Buffer.concat([rest, chunk.subarray(0, read)]);
    let from = 0;
    for (let end; (end = bytes.indexOf(10, from)) >= 0; from = end + 1) yield bytes.toString('utf8', from, end);
    rest = Buffer.from(bytes.subarray(from));
  }
  if (rest.length > 0) yield rest.toString('utf8');
  if (file !== 0) closeSync(file);
}

const json = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
const base64url = (bytes) => bytes.toString('base64url');

class Verifier {
  findings = [];
  counts = { leaves: 0, headers: 0, contents: 0, checkpoints: 0, anchoredHashes: 0 };
  open = [];
  tree = new Tree();
  /** First index whose leaf hash nobody can tell: no root is known from there on. */
  hole = Infinity;
  signed = [];
  anchored = null;
  patients = new Map();
  lastAt = '';
  /** @type {any} Altered leaves that stand side by side. */
  run = null;

  report(code, index, eventId, how, expected = null, found = null) {
    this.findings.push({ code, index, eventId, expected, found, how });
  }

  /** A note that somebody kept; the tree is held against it when it has that size. */
  checkpoint(note, where, key) {
    const head = openCheckpoint(note, key);
    if (typeof head === 'string') {
      this.report(head, null, null, `${where}: not a checkpoint that ${key.name} signed`, null, note.slice(0, 80));
    } else {
      this.counts.checkpoints += 1;
      this.signed.push({ ...head, where });
    }
    return head;
  }

  /** Reads the anchor; its leaf hashes are believed only as far as they give the roots that it keeps signed. */
  anchor(folder, key) {
    const log = new AnchoredLog(`${folder}/${key.name}`);
    const notes = log.notes();
    if (notes.length === 0) return this.report('anchor-missing', null, null, `${folder} keeps nothing of ${key.name}`);
    const heads = notes.map((note) => this.checkpoint(note, 'anchor', key)).filter((head) => typeof head === 'object');
    const tree = new Tree();
    for (const { size, root } of heads.toSorted((a, b) => a.size - b.size)) {
      for (let hash; tree.size < size && (hash = log.leafHash(tree.size));) tree.append(hash);
      if (tree.size < size || !tree.root().equals(root)) {
        const what = `the leaf hashes that the anchor keeps do not give the root of its checkpoint of ${size} events`;
        return this.report('anchor-missing', tree.size < size ? tree.size : null, null, what);
      }
      this.anchored = { log, size };
    }
  }

  line({ index, leaf: text, hs, header, cs, content }) {
    if (index < this.tree.size)
      return this.report('reordered', index, null, `its line stands after that of index ${this.tree.size - 1}`);
    if (index > this.tree.size) this.gap(index);
    const leaf = json(text);
    const event = typeof header === 'string' ? json(header) : null;
    const id = event?.id ?? leaf?.id ?? null;
    const report = (code, ...rest) => this.report(code, index, id, ...rest);
    this.take(sha256(LEAF, text), id);
    this.counts.leaves += 1;
    if (typeof leaf?.hc !== 'string' || typeof leaf.sc !== 'string') return report('altered-leaf', 'it is no leaf');
    if (leaf.index !== index) report('reordered', 'its leaf was written at another index', `${leaf.index}`, `${index}`);
    if (leaf.at < this.lastAt) report('time-went-back', 'its instant lies before the one of the leaf before it');
    this.lastAt = leaf.at;
    if (typeof header !== 'string' || typeof hs !== 'string')
      return report('missing', 'the event is gone, its leaf is there');
    this.counts.headers += 1;
    const hc = base64url(sha256('hepatrace/header/v1\n', Buffer.from(hs, 'base64url'), header));
    if (hc !== leaf.hc) report('altered-header', 'its hash differs from the one in the leaf', leaf.hc, hc);
    else if (event?.id !== leaf.id) report('altered-leaf', 'the leaf is that of another event', event?.id, leaf.id);
    if (typeof cs === 'string' && typeof content === 'string') {
      this.counts.contents += 1;
      const bytes = Buffer.from(content, 'base64url');
      const sc = base64url(sha256('hepatrace/content/v1\n', Buffer.from(cs, 'base64url'), bytes));
      if (sc !== leaf.sc) report('altered-content', 'its hash differs from the one in the leaf', leaf.sc, sc);
    }
    if (typeof event?.patientId === 'string') this.revision(event, report);
  }

  revision({ patientId, revision, id }, report) {
    const patient = this.patients.get(patientId) ?? { next: 0, ids: new Set() };
    this.patients.set(patientId, patient);
    if (revision !== patient.next)
      report('revision-gap', 'revisions of a patient are gapless', String(patient.next), String(revision));
    if (patient.ids.has(id)) report('duplicate-id', 'an id stands once in the record of a patient');
    patient.next = revision + 1;
    patient.ids.add(id);
  }

  /** Lines up to an index are not there. The anchor may still know their hashes. */
  gap(to) {
    const from = this.tree.size;
    this.report(
      'missing',
      from,
      null,
      from === to - 1 ? 'its line is gone' : `the lines up to index ${to - 1} are gone`,
    );
    while (this.tree.size < to) {
      const hash =
        this.anchored && this.tree.size < this.anchored.size ? this.anchored.log.leafHash(this.tree.size) : null;
      if (!hash) this.hole = Math.min(this.hole, this.tree.size);
      this.take(hash ?? Buffer.alloc(32), null);
    }
  }

  /** The next leaf hash: held against the anchor's, and the tree against what was signed at its size. */
  take(hash, id) {
    const index = this.tree.size;
    const kept = this.anchored && index < this.anchored.size ? this.anchored.log.leafHash(index) : null;
    if (kept) this.counts.anchoredHashes += 1;
    if (!kept || kept.equals(hash)) this.endRun();
    else if (this.run) this.run.to = index;
    else this.run = { from: index, to: index, id, expected: kept.toString('hex'), found: hash.toString('hex') };
    this.tree.append(hash);
    this.roots ??= bySize(this.signed);
    for (const head of this.roots.get(this.tree.size) ?? []) head.found = this.tree.root();
  }

  /** Altered leaves that stand side by side are one finding. */
  endRun() {
    if (!this.run) return;
    const { from, to, id, expected, found } = this.run;
    const which = from === to ? '' : `, as those of all up to index ${to}`;
    this.report(
      'altered-leaf',
      from,
      id,
      `its hash differs from the one that the anchor keeps${which}`,
      expected,
      found,
    );
    this.run = null;
  }

  /** Holds the roots against those that were signed, and says what could not be checked. */
  finish() {
    this.endRun();
    const { size } = this.tree;
    let good = 0;
    let covered = 0;
    for (const head of this.signed.toSorted((a, b) => a.size - b.size)) {
      const root = head.size === 0 ? sha256('') : head.found;
      covered = Math.max(covered, Math.min(head.size, size));
      if (head.size > size || head.size > this.hole) continue;
      if (root.equals(head.root)) good = head.size;
      else {
        const how = `${head.where}: the first ${head.size} events are not those that were signed; the change lies in indexes ${good} to ${head.size - 1}`;
        this.report('forked', good, null, how, head.root.toString('hex'), root.toString('hex'));
        break;
      }
    }
    const largest = Math.max(0, ...this.signed.map((head) => head.size));
    if (largest > size)
      this.report('truncated', size, null, `${largest} events were signed, ${size} are there`, `${largest}`, `${size}`);
    const { headers, contents } = this.counts;
    if (contents < headers)
      this.open.push(`the content of ${headers - contents} events was not shown (ask for content=true)`);
    if (this.hole < size) this.open.push(`no root beyond index ${this.hole}: the lines before are not all there`);
    if (this.signed.length === 0) this.open.push('whether the log was rewritten whole: no signed checkpoint was given');
    else if (covered < size)
      this.open.push(`the ${size - covered} events from index ${covered} on: no checkpoint covers them`);
    if (this.signed.length > 0 && !this.anchored)
      this.open.push('which event was changed where a root differs: no leaf hashes of an anchor');
    this.open.push('what sealed contents say: their keys are not part of the log');
    const root = this.hole < size ? null : this.tree.root().toString('hex');
    return { size, root, checked: this.counts, notChecked: this.open, findings: this.findings };
  }
}

const bySize = (heads) => {
  const map = new Map();
  for (const head of heads) map.set(head.size, [...(map.get(head.size) ?? []), head]);
  return map;
};

class Usage extends Error {}

function optionsOf(args) {
  const given = { log: null };
  for (let at = 0; at < args.length; at += 1) {
    const name = args[at];
    if (name === '--json') given.json = true;
    else if (['--checkpoint', '--anchors', '--vkey'].includes(name)) {
      at += 1;
      if (args[at] === undefined) throw new Usage(`${name} wants a value`);
      given[name.slice(2)] = args[at];
    } else if (given.log === null && (name === '-' || !name.startsWith('-'))) given.log = name;
    else throw new Usage(`${name} is not known`);
  }
  if (given.log === null) throw new Usage('which log?');
  if ((given.checkpoint || given.anchors) && !given.vkey)
    throw new Usage('a checkpoint or an anchor is checked with --vkey');
  return given;
}

function textOf({ size, root, checked, notChecked, findings }) {
  const lines = [`log of ${size} events, root ${root ?? 'not known'}`];
  const { leaves, headers, contents, checkpoints, anchoredHashes } = checked;
  lines.push(
    `checked: ${leaves} leaves, ${headers} headers, ${contents} contents; ${checkpoints} signed checkpoints, ${anchoredHashes} anchored leaf hashes`,
    ...notChecked.map((what) => `not checked: ${what}`),
    findings.length === 0 ? 'nothing found' : `${findings.length} findings:`,
  );
  for (const { code, index, eventId, expected, found, how } of findings)
    lines.push(
      `  ${code.padEnd(16)} index ${index ?? '-'}${eventId ? `, event ${eventId}` : ''}: ${how}${expected ? `; expected ${expected}` : ''}${found ? `, found ${found}` : ''}`,
    );
  return lines.join('\n');
}

try {
  const options = optionsOf(process.argv.slice(2));
  const verifier = new Verifier();
  const key = options.vkey && parseVkey(options.vkey);
  if (options.anchors) verifier.anchor(options.anchors, key);
  if (options.checkpoint) verifier.checkpoint(readFileSync(options.checkpoint, 'utf8'), 'checkpoint', key);
  let number = 0;
  for (const text of linesOf(options.log)) {
    number += 1;
    const line = json(text);
    if (!Number.isSafeInteger(line?.index) || line.index < 0 || typeof line.leaf !== 'string')
      throw new Error(`line ${number} is no line of a log`);
    verifier.line(line);
  }
  const result = verifier.finish();
  console.log(options.json ? JSON.stringify(result, null, 2) : textOf(result));
  process.exitCode = result.findings.length > 0 ? 1 : 0;
} catch (error) {
  const usage = error instanceof Usage;
  console.error(usage ? `${error.message}\n${USAGE}` : `could not finish: ${error.message}`);
  process.exitCode = usage ? 2 : 3;
}
