const words = (text: string): readonly string[] => text.split(/\s+/);

/** First names of ordinary customers. */
export const FIRST_NAMES = words(
  `Aaron Abigail Aisha Alan Alicia Allison Amanda Amber Andre Angela Anita Anthony Ashley Barbara
  Benjamin Beth Brandon Brenda Brian Caitlin Carla Carlos Carol Catherine Chloe Christopher Cindy
  Claire Colleen Craig Daniel Darnell Deborah Denise Derek Diane Donna Dylan Edward Elaine Elena
  Emily Eric Erin Ethan Evelyn Fatima Frank Gabriela Gary George Grace Greg Hannah Heather Helen
  Ian Irene Isabel Jacob Jamal James Janet Jasmine Jason Jean Jeffrey Jennifer Jessica Joan Joel
  Jonathan Joyce Juan Julia Karen Kathleen Keisha Keith Kelly Kevin Kim Kristen Laura Lauren Leah
  Linda Lisa Lorraine Louis Luis Lynn Marcia Margaret Maria Mark Martin Megan Melissa Michael
  Michelle Mike Monica Nadia Nancy Natalie Nathan Nicole Nina Noah Olivia Oscar Pamela Patricia
  Paul Peter Priya Rachel Raj Ralph Rebecca Renee Richard Robert Robin Ronald Rosa Ruth Ryan
  Samantha Samuel Sandra Sarah Scott Shannon Sharon Sheila Sofia Stephanie Steven Susan Tamara
  Tara Teresa Thomas Tiffany Tim Tina Todd Tracy Tyler Valerie Vanessa Victor Wendy William Yolanda`,
);

/** Last names of ordinary customers; none of them belongs to an awkward case. */
export const LAST_NAMES = words(
  `Abbott Adeyemi Alvarez Anderson Baker Barnes Bennett Bianchi Brennan Brooks Burke Callahan
  Campbell Cardoso Carter Chandler Chen Clark Cohen Coleman Cooper Costa Cruz Daley Davis Delgado
  Desai Diaz Donovan Doyle Edwards Ellis Evans Ferreira Fisher Fitzgerald Flores Foster Freeman
  Gagnon Garcia Gardner Gomes Gonzalez Graham Grant Greene Gupta Hall Hamilton Hansen Harris Hayes
  Henderson Hernandez Hughes Hunter Jackson Johnson Jones Kaplan Katz Kelly Kennedy Khan Kim King
  Kowalski Lambert Lavoie Lee Leone Levine Lewis Lopez Lynch Mahoney Marino Marshall Martin
  Martinez Mason McCarthy McGrath Medeiros Mendes Miller Mitchell Moore Morales Morgan Morris
  Murphy Myers Nelson Nguyen Novak Oliveira Olson Ortiz Owens Palmer Park Parker Patel Pereira
  Perez Peterson Pham Phillips Powell Price Quinn Ramirez Reed Reilly Reyes Richardson Rivera
  Roberts Robinson Rodriguez Rogers Rossi Russell Ryan Sanchez Santos Schmidt Schwartz Scott Shah
  Shea Silva Simmons Singh Smith Stein Stevens Sullivan Sweeney Taylor Thompson Torres Tran Tucker
  Turner Vargas Walker Walsh Ward Watson Weber Weiss White Williams Wilson Wong Wright Young Zhang`,
);

/** Names of dogs. */
export const DOG_NAMES = words(
  `Ace Annie Apollo Archie Bailey Bandit Baxter Bear Bella Benny Bentley Biscuit Blue Bo Bruno
  Buddy Buster Callie Casey Champ Charlie Chester Chewy Chip Cleo Coco Cooper Copper Daisy Dakota
  Dexter Diesel Dixie Dolly Duke Ella Ellie Emma Finn Frankie Ginger Gizmo Gracie Gus Hank Harley
  Hazel Henry Holly Honey Hugo Hunter Ivy Izzy Jack Jake Jasper Joey Josie Juno Katie Koda Lady
  Layla Leo Lily Loki Louie Luca Lucky Lucy Lulu Luna Mabel Mac Maggie Marley Max Maya Mia Mickey
  Millie Milo Minnie Misty Mocha Molly Moose Murphy Nala Nellie Ollie Oreo Otis Ozzy Peaches Peanut
  Penny Pepper Piper Poppy Princess Remy Riley Rocco Rocky Romeo Rosie Roxy Ruby Rudy Rufus Rusty
  Sadie Sam Sammy Sandy Sasha Scout Shadow Sophie Stanley Stella Sugar Sunny Tank Teddy Theo Toby
  Tucker Violet Walter Willow Winnie Winston Zeus Ziggy Zoe`,
);

/** Names of cats. */
export const CAT_NAMES = words(
  `Angel Boots Calvin Chloe Cricket Duchess Felix Figaro Fluffy George Ginny Jinx Kiki Kitty Lilac
  Mango Marble Mittens Mochi Muffin Nimbus Olive Oscar Patches Phoebe Pickles Pumpkin Salem Simba
  Smokey Snowball Socks Tabitha Tiger Tigger Tinkerbell Velvet Whiskers Yuki`,
);

/** Veterinarians around the salon, as written on certificates. */
export const VETERINARIANS: readonly string[] = [
  'Birch Hill Animal Hospital',
  'Dr. Anita Rao, Millbrook Veterinary',
  'Dr. K. Lindqvist',
  'Stonegate Pet Clinic',
  'Quarry Road Veterinary Group',
  'Dr. Samuel Okafor, Lakeview Animal Care',
  'Paws & Whiskers Mobile Vet',
];

/** What staff wrote about customers. */
export const OWNER_NOTES: readonly string[] = [
  'Prefers mornings',
  'Saturday appointments only',
  'Pays cash, tips well',
  'Referred by the shelter on Route 9',
  'Please call before 5 pm, works nights',
  'Moved from Shrewsbury; new address on file',
  'Daughter drops off, mother picks up',
  'Always ten minutes early',
];

/** What staff wrote about pets; with the commas, quotes and line breaks of real notes. */
export const PET_NOTES: readonly string[] = [
  'Nervous with dryers, use the quiet one',
  'Says "no" to nail trims, go slow',
  'Sensitive skin: oatmeal shampoo only',
  'Matts behind the ears',
  'Puppy cut, 1" all over, round face',
  'Good with other dogs',
  'Muzzle for nails\nSweet otherwise',
  'Hip pain, lift gently',
  'Treats are OK; no chicken',
  'Deaf in the left ear',
];
