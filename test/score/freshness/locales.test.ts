import { describe, expect, test } from 'vitest';
import { assess } from './helpers.js';

const seen = (text: string, language: string): string[] =>
  assess({ text: `# Title\n\n${text}\n\nSome prose about prices.`, language }).ladder.filter(({ source }) => source === 'visible-text').map(({ kind, value }) => `${kind} ${value}`);

/** What mastheads and footers say, by language: last change, publication, version or "as of", effect. */
const LINES: readonly (readonly [language: string, text: string, expected: string])[] = [
  ['de', 'Zuletzt aktualisiert: Samstag, 4. Mai 2024', 'modified 2024-05-04'], ['de', 'Stand: 04.05.2024', 'modified 2024-05-04'], ['de', 'Fassung vom 4. Mai 2024', 'modified 2024-05-04'], ['de', 'Veröffentlicht am 4. Mai 2024', 'published 2024-05-04'], ['de', 'Gültig ab 1. März 2025', 'effective 2025-03-01'],
  ['fr', 'Dernière mise à jour : samedi 4 mai 2024', 'modified 2024-05-04'], ['fr', 'Version du 4 mai 2024', 'modified 2024-05-04'], ['fr', 'Publié le 1er mai 2024', 'published 2024-05-01'], ['fr', 'En vigueur depuis le 1er mars 2025', 'effective 2025-03-01'],
  ['es', 'Última actualización: 4 de mayo de 2024', 'modified 2024-05-04'], ['es', 'Publicado el 4 de mayo de 2024', 'published 2024-05-04'], ['es', 'Vigente desde el 1 de marzo de 2025', 'effective 2025-03-01'], ['es', 'Actualizado: 05/06/2023', 'modified 2023-06-05'],
  ['it', 'Ultimo aggiornamento: 4 maggio 2024', 'modified 2024-05-04'], ['it', 'Pubblicato il 4 mag 2024', 'published 2024-05-04'], ['it', 'Versione del 4 maggio 2024', 'modified 2024-05-04'], ['it', 'In vigore dal 1 marzo 2025', 'effective 2025-03-01'],
  ['pt', 'Última atualização em 4 de maio de 2024', 'modified 2024-05-04'], ['pt', 'Publicado em 4 de maio de 2024', 'published 2024-05-04'], ['pt', 'Em vigor desde 1 de março de 2025', 'effective 2025-03-01'],
  ['nl', 'Laatst bijgewerkt op 4 mei 2024', 'modified 2024-05-04'], ['nl', 'Gepubliceerd op zaterdag 4 mei 2024', 'published 2024-05-04'], ['nl', 'Geldig vanaf 1 maart 2025', 'effective 2025-03-01'],
  ['pl', 'Ostatnia aktualizacja: 4 maja 2024 r.', 'modified 2024-05-04'], ['pl', 'Stan na dzień 4 maja 2024', 'modified 2024-05-04'], ['pl', 'Data publikacji: 04.05.2024', 'published 2024-05-04'], ['pl', 'Obowiązuje od 1 marca 2025', 'effective 2025-03-01'],
  ['ru', 'Последнее обновление: 4 мая 2024 г.', 'modified 2024-05-04'], ['ru', 'По состоянию на 4 мая 2024', 'modified 2024-05-04'], ['ru', 'Опубликовано 4 мая 2024', 'published 2024-05-04'], ['ru', 'Действует с 1 марта 2025', 'effective 2025-03-01'],
  ['uk', 'Останнє оновлення: 4 травня 2024', 'modified 2024-05-04'], ['uk', 'Станом на 4 травня 2024', 'modified 2024-05-04'], ['uk', 'Опубліковано 4 травня 2024', 'published 2024-05-04'],
  ['cs', 'Poslední aktualizace: 4. května 2024', 'modified 2024-05-04'], ['cs', 'Stav k 4. květnu 2024'.replace('květnu', 'května'), 'modified 2024-05-04'], ['cs', 'Publikováno 4. 5. 2024', 'published 2024-05-04'], ['cs', 'Platné od 1. března 2025', 'effective 2025-03-01'],
  ['sv', 'Senast uppdaterad: lördag 4 maj 2024', 'modified 2024-05-04'], ['sv', 'Publicerad den 4 augusti 2024', 'published 2024-08-04'], ['sv', 'Gäller från 1 mars 2025', 'effective 2025-03-01'],
  ['da', 'Sidst opdateret: 4. maj 2024', 'modified 2024-05-04'], ['da', 'Offentliggjort d. 4. maj 2024', 'published 2024-05-04'], ['no', 'Sist oppdatert 4. mai 2024', 'modified 2024-05-04'], ['no', 'Publisert 4. mai 2024', 'published 2024-05-04'],
  ['fi', 'Viimeksi päivitetty 4. toukokuuta 2024', 'modified 2024-05-04'], ['fi', 'Julkaistu 4.5.2024', 'published 2024-05-04'], ['fi', 'Voimassa alkaen 1.3.2025', 'effective 2025-03-01'],
  ['hu', 'Utolsó frissítés: 2024. május 4.', 'modified 2024-05-04'], ['hu', 'Megjelent: 2024. 05. 04.', 'published 2024-05-04'],
  ['ro', 'Ultima actualizare: 4 mai 2024', 'modified 2024-05-04'], ['ro', 'Data publicării: 4 mai 2024', 'published 2024-05-04'], ['ro', 'Valabil de la 1 martie 2025', 'effective 2025-03-01'],
  ['tr', 'Son güncelleme: 4 Mayıs 2024', 'modified 2024-05-04'], ['tr', 'Yayın tarihi: 4 Mayıs 2024', 'published 2024-05-04'], ['tr', '4 Mayıs 2024 itibarıyla fiyatlar', 'modified 2024-05-04'],
  ['el', 'Τελευταία ενημέρωση: 4 Μαΐου 2024', 'modified 2024-05-04'], ['el', 'Δημοσιεύτηκε: 4 Μαΐου 2024', 'published 2024-05-04'],
  ['id', 'Terakhir diperbarui: 4 Mei 2024', 'modified 2024-05-04'], ['id', 'Diterbitkan pada 4 Agustus 2024', 'published 2024-08-04'], ['id', 'Berlaku mulai 1 Maret 2025', 'effective 2025-03-01'],
  ['vi', 'Cập nhật lần cuối: ngày 4 tháng 5 năm 2024', 'modified 2024-05-04'], ['vi', 'Đăng ngày 4/5/2024', 'published 2024-05-04'], ['vi', 'Có hiệu lực từ ngày 1 tháng 3 năm 2025', 'effective 2025-03-01'],
  ['ja', '最終更新日：2024年5月4日', 'modified 2024-05-04'], ['ja', '公開日：令和6年5月4日', 'published 2024-05-04'], ['ja', '2024年5月4日現在', 'modified 2024-05-04'], ['ja', '施行日：2025年3月1日', 'effective 2025-03-01'],
  ['zh', '最后更新：2024年5月4日', 'modified 2024-05-04'], ['zh', '发布时间：2024-05-04 10:00', 'published 2024-05-04'], ['zh', '截至2024年5月4日', 'modified 2024-05-04'], ['zh', '生效日期：2025年3月1日', 'effective 2025-03-01'],
  ['ko', '최종 수정일: 2024년 5월 4일', 'modified 2024-05-04'], ['ko', '게시일: 2024. 5. 4.', 'published 2024-05-04'], ['ko', '2024년 5월 4일 기준', 'modified 2024-05-04'], ['ko', '시행일: 2025년 3월 1일', 'effective 2025-03-01'],
  ['ar', 'آخر تحديث: ٤ مايو ٢٠٢٤', 'modified 2024-05-04'], ['ar', 'تاريخ النشر: 4 مايو 2024', 'published 2024-05-04'],
  ['en', 'Version of 4 May 2024', 'modified 2024-05-04'], ['en', 'Prices as of Q3 2022', 'modified 2022-09'], ['en', 'As at 4 May 2024', 'modified 2024-05-04'], ['en', 'Written in 2019.', 'published 2019'],
];

describe('what mastheads say', () => {
  test.each(LINES)('%s: %s', (language, text, expected) => {
    expect(seen(text, language)).toContain(expected);
  });
});

describe('the year of an edition', () => {
  test.each(['Edition 2019', '(Spring 2019)', 'in 2019', 'Ausgabe 2019', 'Édition 2019', 'Edición de 2019', 'Wydanie 2019', '2019年版', '2019 edition'])('%s', (text) => {
    const { dates, ladder } = assess({ text: `# Title\n\n${text}\n\nSome prose.` });
    expect([dates.published, ladder[0]?.confidence]).toEqual(['2019', 0.4]);
  });

  test.each(['© 2019 Acme', 'Copyright 2019', 'In 2019 our founder left.', 'Since 2019', '2019', 'Windows Server 2019', 'The 2019 edition was the last.', 'Spring 2019 was wet.'])('not of %s', (text) => {
    expect(assess({ text: `# Title\n\n${text}\n\nSome prose.` }).dates.value).toBeNull();
  });

  test('not below the masthead, and never against a firm date', () => {
    expect(assess({ text: `# Title\n\n${'A line.\n\n'.repeat(20)}Edition 2019` }).dates.value).toBeNull();
    expect(assess({ text: '# Title\n\nEdition 2019\n\nLast updated: 4 May 2024' }).dates.value).toBe('2024-05-04');
  });
});

describe('several dates of publication below the masthead are those of what a text lists', () => {
  const books = (...days: string[]): string => `# Books\n\nby Jane · 20 December 2025\n\n${'A line of prose.\n\n'.repeat(15)}${days.map((day) => `Published: ${day}`).join('\n\nA book.\n\n')}`;

  test('one counts, several do not', () => {
    expect(assess({ text: books('4 May 2024') }).dates.published).toBe('2024-05-04');
    expect(assess({ text: books('4 May 2024', '5 June 2023'), declared: {}, dates: [] }).ladder.every(({ confidence }) => confidence < 0.5)).toBe(true);
  });

  test('a reference in a line is none', () => {
    expect(assess({ text: `# Title\n\n${'A line of prose.\n\n'.repeat(15)}Smith J. A study. Published May 22, 2019.` }).dates.published).toBeNull();
  });
});
