import type { JudgeQuestion, JudgedStatement } from '../../src/index.js';

export const statement = (text: string, over: Partial<JudgedStatement> = {}): JudgedStatement => ({ text, title: 'Refunds', headings: ['Refunds', 'Deadlines'], parentItem: null, tableHead: null, version: null, place: '', ...over });
export const QUESTION: JudgeQuestion = { first: statement('Refunds are paid within 30 days.'), second: statement('Refunds are paid within 60 days.', { title: 'FAQ' }) };
