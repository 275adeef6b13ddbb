import { ApolloClient, HttpLink, InMemoryCache, type StoreObject } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { fetchOrTake } from './early-answers.ts';
import { possibleTypes } from './generated.ts';
import { noteCursor } from './live-cursor.ts';
import { fetchAs } from './post-header.ts';

const pages = relayStylePagination;
const childPages = { fields: { children: pages(['level']) } };

/**
 * The same place is a different fact at another date, so what carries an `asOf` is kept per date
 * and what carries none is kept inside its parent.
 */
function keyOf(object: Readonly<StoreObject>): string | false {
  return object['id'] && object['asOf'] ? `${object.__typename}:${object['id']}@${object['asOf']}` : false;
}

async function fetchNoting(uri: RequestInfo | URL, options?: RequestInit): Promise<Response> {
  const answer = await fetchAs(uri, options, fetchOrTake);
  noteCursor(answer);
  return answer;
}

export function createClient(uri = '/graphql'): ApolloClient {
  return new ApolloClient({
    link: new HttpLink({ uri, fetch: fetchNoting }),
    cache: new InMemoryCache({
      possibleTypes,
      dataIdFromObject: (object) => keyOf(object) || undefined,
      typePolicies: {
        // One column may be asked for again by itself.
        AreaStatuses: { merge: true },
        Query: {
          fields: {
            issues: pages(['within', 'state', 'category', 'asOf']),
            buildingPartyCommittees: pages(['within', 'asOf']),
          },
        },
        ...Object.fromEntries(
          ['District', 'Subdistrict', 'Community', 'Grid', 'Yard'].map((name) => [name, childPages]),
        ),
      },
    }),
    defaultOptions: { watchQuery: { fetchPolicy: 'cache-first' } },
  });
}
