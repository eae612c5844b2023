import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const PAGE_BYTES = 64 * 1024;
/** Pages kept after a spill, 16 MB. Cells mostly refer to shared texts in order, so few pages are read twice. */
const CACHED_PAGES = 256;

/**
 * An append-only run of bytes that lives in memory up to a size and in a temporary file beyond it. The file loses its
 * name as soon as it is open: nobody else can open it, and it is gone with the process, however that ends. Reads and
 * writes are synchronous, because each is a page that the system has just cached.
 */
export class SpillingBytes {
  private pages: Buffer[] = [];
  private tailPage = Buffer.allocUnsafe(PAGE_BYTES);
  private file: number | undefined;
  private readonly cache = new Map<number, Buffer>();
  private readonly memoryBytesMax: number;
  private readonly temporaryDirectory: string;
  byteCount = 0;

  constructor(memoryBytesMax: number, temporaryDirectory: string) {
    this.memoryBytesMax = memoryBytesMax;
    this.temporaryDirectory = temporaryDirectory;
  }

  get spilled(): boolean {
    return this.file !== undefined;
  }

  append(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; ) {
      const at = this.byteCount % PAGE_BYTES;
      const piece = bytes.subarray(from, from + PAGE_BYTES - at);
      this.tailPage.set(piece, at);
      this.byteCount += piece.length;
      from += piece.length;
      if (this.byteCount % PAGE_BYTES === 0) this.finishPage();
    }
  }

  /** The bytes at an offset; they may share memory with a page, so copy them to keep them. */
  read(offset: number, length: number): Buffer {
    const first = Math.floor(offset / PAGE_BYTES);
    const at = offset % PAGE_BYTES;
    if (at + length <= PAGE_BYTES) return this.page(first).subarray(at, at + length);
    const joined = Buffer.allocUnsafe(length);
    for (let done = 0; done < length; ) {
      const from = (offset + done) % PAGE_BYTES;
      const page = this.page(Math.floor((offset + done) / PAGE_BYTES));
      done += page.copy(joined, done, from, Math.min(PAGE_BYTES, from + length - done));
    }
    return joined;
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
    this.pages = [];
    this.cache.clear();
  }

  private finishPage(): void {
    const index = this.byteCount / PAGE_BYTES - 1;
    if (this.file !== undefined) {
      writeWhole(this.file, this.tailPage, index * PAGE_BYTES);
      return;
    }
    this.pages.push(this.tailPage);
    this.tailPage = Buffer.allocUnsafe(PAGE_BYTES);
    if (this.byteCount >= this.memoryBytesMax) this.spill();
  }

  private spill(): void {
    const path = join(this.temporaryDirectory, `fencun-${randomUUID()}`);
    this.file = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    for (const [index, page] of this.pages.entries()) writeWhole(this.file, page, index * PAGE_BYTES);
    this.pages = [];
  }

  private page(index: number): Buffer {
    if (index === Math.floor(this.byteCount / PAGE_BYTES)) return this.tailPage;
    const inMemory = this.pages[index] ?? this.cache.get(index);
    if (inMemory !== undefined) return inMemory;
    if (this.file === undefined) throw new Error('The bytes are closed, or the page lies beyond them');
    const page = Buffer.allocUnsafe(PAGE_BYTES);
    readSync(this.file, page, 0, PAGE_BYTES, index * PAGE_BYTES);
    const oldest = this.cache.keys().next();
    if (this.cache.size >= CACHED_PAGES && oldest.done === false) this.cache.delete(oldest.value);
    this.cache.set(index, page);
    return page;
  }
}

function writeWhole(file: number, page: Buffer, position: number): void {
  for (let done = 0; done < page.length; ) {
    done += writeSync(file, page, done, page.length - done, position + done);
  }
}
