package dev.coatcheck.example;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.FieldModifier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** A Shopify product export: CSV in UTF-8, read anew each time, so the file may change. */
final class ShopifyExport implements Catalog {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** RFC 4180, section 2.5: a quote stands only in a field that is quoted itself. */
    private static final FieldModifier STRICT_QUOTES = new FieldModifier() {
        @Override
        public String modify(long line, int index, boolean quoted, String field) {
            if (!quoted && field.indexOf('"') >= 0) {
                throw new CsvParseException(
                        "Quote inside a field that does not begin with one (record starting at line " + line + ")");
            }
            return field;
        }
    };

    private final Path file;

    /**
     * A file that is there; what is in it shows when it is read, or checked.
     *
     * @param file the export
     * @throws CatalogException if it is no file, or may not be read
     */
    ShopifyExport(Path file) {
        this.file = file;
        requireFile();
    }

    private void requireFile() {
        if (!Files.exists(file)) {
            throw new CatalogException("there is no such file; expected a CSV file in UTF-8");
        }
        if (Files.isDirectory(file)) {
            throw new CatalogException("it is a directory; expected a CSV file in UTF-8");
        }
        if (!Files.isReadable(file)) {
            throw new CatalogException("it may not be read; expected a CSV file in UTF-8");
        }
    }

    /**
     * Reads the file to its end.
     *
     * @throws CatalogException if it is no catalog
     */
    void check() {
        read(1);
    }

    @Override
    public List<Product> products(int count) {
        try {
            requireFile();
            return read(count);
        } catch (CatalogException e) {
            throw new CatalogException(file.getFileName() + ", " + e.getMessage());
        }
    }

    private List<Product> read(int count) {
        try (BufferedReader text = Files.newBufferedReader(file)) {
            skipByteOrderMark(text);
            return parse(text, count);
        } catch (CsvParseException e) {
            // its message has the line on which the record begins
            throw new CatalogException(
                    "expected each quote to be closed, and then a comma or the line's end. " + e.getMessage());
        } catch (UncheckedIOException | IOException e) {
            throw unreadable(e);
        }
    }

    private static void skipByteOrderMark(BufferedReader text) throws IOException {
        text.mark(1);
        if (text.read() != BYTE_ORDER_MARK) {
            text.reset();
        }
    }

    private static List<Product> parse(BufferedReader text, int count) throws IOException {
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .allowUnclosedQuote(false)
                // the rows count their fields themselves, to say what was expected
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .build(CsvRecordHandler.of(fields -> fields.fieldModifier(STRICT_QUOTES)), text)) {
            Iterator<CsvRecord> records = reader.iterator();
            if (!records.hasNext()) {
                throw CatalogException.atLine(
                        1, "expected the header of a Shopify product export, found an empty file");
            }
            ProductRows rows = new ProductRows(records.next(), count);
            records.forEachRemaining(rows::add);
            return rows.products();
        }
    }

    private CatalogException unreadable(Exception e) {
        boolean badText = e instanceof CharacterCodingException || e.getCause() instanceof CharacterCodingException;
        try {
            return badText
                    ? CatalogException.atLine(Utf8.firstBadLine(file), "expected UTF-8, found bytes that are none")
                    : new CatalogException("it could not be read to its end");
        } catch (IOException again) {
            return new CatalogException("it could not be read to its end");
        }
    }
}
