package dev.agentstorage.vector.lucene;

import dev.agentstorage.vector.Metadata;
import dev.agentstorage.vector.MetadataValue;
import dev.agentstorage.vector.Metric;
import dev.agentstorage.vector.VectorIndex;
import dev.agentstorage.vector.VectorRecord;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;

/** Maps records to documents. */
final class Documents {
    static final String ID = "id";
    static final String VECTOR = "vector";
    static final String TEXT = "text";
    static final String METADATA = "metadata";

    /** The field with the names of the metadata keys of a record. */
    static final String KEYS = "keys";

    private static final String FILTER = "filter.";

    private final VectorIndex index;

    Documents(VectorIndex index) {
        this.index = index;
    }

    static String filterField(String key) {
        return FILTER + key;
    }

    Document of(VectorRecord record) {
        Document document = new Document();
        document.add(new StringField(ID, record.id(), Field.Store.NO));
        // a query reads the data of a hundred hits: doc values avoid decompressing the blocks of stored texts
        document.add(new BinaryDocValuesField(ID, new BytesRef(record.id())));
        document.add(new BinaryDocValuesField(METADATA, new BytesRef(MetadataBytes.write(record.metadata()))));
        record.vector()
                .ifPresent(vector -> document.add(new KnnFloatVectorField(
                        VECTOR,
                        vector.toArray(),
                        similarity(index.dense().orElseThrow().metric()))));
        record.text().ifPresent(text -> document.add(new TextField(TEXT, text, Field.Store.YES)));
        addFilters(document, record.metadata());
        return document;
    }

    private void addFilters(Document document, Metadata metadata) {
        index.filterKeys()
                .keySet()
                .forEach(key -> metadata.find(key).ifPresent(value -> {
                    document.add(new StringField(KEYS, key, Field.Store.NO));
                    addFilter(document, filterField(key), value);
                }));
    }

    private static void addFilter(Document document, String field, MetadataValue value) {
        if (value instanceof MetadataValue.Text text) {
            document.add(new StringField(field, text.value(), Field.Store.NO));
        } else if (value instanceof MetadataValue.Decimal number) {
            document.add(new DoublePoint(field, number.value()));
        } else if (value instanceof MetadataValue.Flag flag) {
            document.add(new StringField(field, Boolean.toString(flag.value()), Field.Store.NO));
        } else if (value instanceof MetadataValue.Texts texts) {
            texts.values().forEach(text -> document.add(new StringField(field, text, Field.Store.NO)));
        }
    }

    static VectorSimilarityFunction similarity(Metric metric) {
        return switch (metric) {
            case COSINE -> VectorSimilarityFunction.COSINE;
            case EUCLIDEAN -> VectorSimilarityFunction.EUCLIDEAN;
            case DOT_PRODUCT -> VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT;
        };
    }
}
