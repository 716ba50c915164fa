import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.util.List;

/**
 * Serves the MongoDB wire protocol on 127.0.0.1: in memory, or from an H2 file that survives a kill.
 *
 * Arguments: PORT [H2FILE]. It has no sessions, transactions or change streams.
 */
public class Server {
    /** Writes the file before each answer: what was acknowledged is there after a SIGKILL. */
    static class DurableBackend extends H2Backend {
        DurableBackend(String file) {
            super(file);
        }

        @Override
        public Document handleMessage(MongoMessage message) {
            try {
                return super.handleMessage(message);
            } finally {
                commit();
            }
        }
    }

    public static void main(String[] arguments) throws Exception {
        AbstractMongoBackend backend = arguments.length > 1 ? new DurableBackend(arguments[1]) : new MemoryBackend();
        // As shipped it reports wire version 8; PyMongo 4.20 wants at least 9.
        backend.version(new MongoVersion() {
            public int getWireVersion() { return 13; }
            public List<Integer> getVersionArray() { return List.of(5, 0, 0); }
        });
        var server = new MongoServer(backend);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
        server.bind("127.0.0.1", Integer.parseInt(arguments[0]));
        Thread.currentThread().join();
    }
}
