// What is done with relationships: opened, read, moved from stage to stage, closed; each by those
// who are in it or look after its programme.

import Mentorship

package enum RelationshipService {
}
