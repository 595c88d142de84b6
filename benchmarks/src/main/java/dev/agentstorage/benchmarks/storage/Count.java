package dev.agentstorage.benchmarks.storage;

/**
 * What one operation is at the wire, counted by the endpoint. All but the bytes are the same in every run.
 *
 * @param length of the threads, 0 for none
 * @param roundTrips how often the client waits
 * @param statements number of statements executed
 * @param bytesSent from the client, inside the encryption
 * @param bytesReceived by the client, inside the encryption
 * @param retries statements that were sent again, of all operations that were counted together
 */
record Count(
        Way way,
        Operation operation,
        int length,
        double roundTrips,
        double statements,
        long bytesSent,
        long bytesReceived,
        long retries) {}
