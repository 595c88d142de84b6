package dev.agentstorage.vector.lucene;

import dev.agentstorage.vector.VectorLimits;
import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * Lucene's vector format, without its limit of 1,024 dimensions. It has the name of that format, so that Lucene itself reads the files.
 */
final class WideVectors extends KnnVectorsFormat {
    private static final int CONNECTIONS = 16;
    private static final int BEAM_WIDTH = 100;

    private final KnnVectorsFormat format = new Lucene99HnswVectorsFormat(CONNECTIONS, BEAM_WIDTH);

    WideVectors() {
        super("Lucene99HnswVectorsFormat");
    }

    @Override
    public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
        return format.fieldsWriter(state);
    }

    @Override
    public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
        return format.fieldsReader(state);
    }

    @Override
    public int getMaxDimensions(String fieldName) {
        return VectorLimits.WIDE.dimension();
    }
}
