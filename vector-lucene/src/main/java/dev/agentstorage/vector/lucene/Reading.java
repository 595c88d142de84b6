package dev.agentstorage.vector.lucene;

import dev.agentstorage.vector.Embedding;
import dev.agentstorage.vector.KeyPage;
import dev.agentstorage.vector.Metadata;
import dev.agentstorage.vector.VectorHit;
import dev.agentstorage.vector.VectorRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiBits;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** Reads one snapshot of an index. Not thread-safe. */
final class Reading {
    private final IndexReader reader;

    Reading(IndexReader reader) {
        this.reader = reader;
    }

    VectorHit hit(int document, double score, boolean includeVector) throws IOException {
        List<LeafReaderContext> leaves = reader.leaves();
        LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(document, leaves));
        int place = document - leaf.docBase;
        return new VectorHit(
                bytes(leaf.reader(), Documents.ID, place).utf8ToString(),
                score,
                metadata(leaf.reader(), place),
                includeVector ? vector(leaf.reader(), place) : Optional.empty());
    }

    private static Metadata metadata(LeafReader leaf, int document) throws IOException {
        BytesRef bytes = bytes(leaf, Documents.METADATA, document);
        return MetadataBytes.read(bytes.bytes, bytes.offset, bytes.length);
    }

    private static BytesRef bytes(LeafReader leaf, String field, int document) throws IOException {
        BinaryDocValues values = DocValues.getBinary(leaf, field);
        if (!values.advanceExact(document)) {
            throw new CorruptIndexException("a document has no " + field, leaf.toString());
        }
        return values.binaryValue();
    }

    private static Optional<Embedding> vector(LeafReader leaf, int document) throws IOException {
        FloatVectorValues values = leaf.getFloatVectorValues(Documents.VECTOR);
        return values != null && values.advance(document) == document
                ? Optional.of(Embedding.of(values.vectorValue()))
                : Optional.empty();
    }

    List<VectorRecord> records(Collection<String> ids) throws IOException {
        List<VectorRecord> records = new ArrayList<>(ids.size());
        for (LeafReaderContext context : reader.leaves()) {
            LeafReader leaf = context.reader();
            StoredFields stored = leaf.storedFields();
            for (String id : ids) {
                int document = live(leaf.postings(new Term(Documents.ID, id), PostingsEnum.NONE), leaf.getLiveDocs());
                if (document != DocIdSetIterator.NO_MORE_DOCS) {
                    records.add(
                            record(id, metadata(leaf, document), stored.document(document), vector(leaf, document)));
                }
            }
        }
        return records;
    }

    private static VectorRecord record(String id, Metadata metadata, Document stored, Optional<Embedding> vector) {
        VectorRecord.Builder record = VectorRecord.builder(id).metadata(metadata);
        vector.ifPresent(record::vector);
        Optional.ofNullable(stored.get(Documents.TEXT)).ifPresent(record::text);
        return record.build();
    }

    /** Ids are terms, in the order of their UTF-8 bytes; the cursor is the last id of a page. */
    KeyPage keys(Optional<String> after, int limit) throws IOException {
        List<String> ids = new ArrayList<>();
        Terms all = MultiTerms.getTerms(reader, Documents.ID);
        Bits live = MultiBits.getLiveDocs(reader);
        if (all != null) {
            TermsEnum terms = all.iterator();
            BytesRef next = first(terms, after);
            while (next != null && ids.size() < limit) {
                if (live(terms.postings(null, PostingsEnum.NONE), live) != DocIdSetIterator.NO_MORE_DOCS) {
                    ids.add(next.utf8ToString());
                }
                next = terms.next();
            }
        }
        return new KeyPage(ids, ids.size() < limit ? Optional.empty() : Optional.of(ids.get(ids.size() - 1)));
    }

    private static @Nullable BytesRef first(TermsEnum terms, Optional<String> after) throws IOException {
        if (after.isEmpty()) {
            return terms.next();
        }
        return switch (terms.seekCeil(new BytesRef(after.get()))) {
            case FOUND -> terms.next();
            case NOT_FOUND -> terms.term();
            case END -> null;
        };
    }

    private static int live(@Nullable PostingsEnum postings, @Nullable Bits live) throws IOException {
        if (postings == null) {
            return DocIdSetIterator.NO_MORE_DOCS;
        }
        int document = postings.nextDoc();
        while (document != DocIdSetIterator.NO_MORE_DOCS && live != null && !live.get(document)) {
            document = postings.nextDoc();
        }
        return document;
    }
}
