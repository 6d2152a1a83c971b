/** A breed and the weights of its grown animals, in pounds, both bounds inclusive. */
export interface Breed {
  readonly name: string;
  readonly fromLb: number;
  readonly toLb: number;
}

const breed = (name: string, fromLb: number, toLb: number): Breed => ({ name, fromLb, toLb });

/** Dogs that a grooming salon sees; those with coats that need one come first and more than once. */
export const DOG_BREEDS: readonly Breed[] = [
  breed('Goldendoodle', 40, 75),
  breed('Goldendoodle', 40, 75),
  breed('Labradoodle', 45, 70),
  breed('Cockapoo', 12, 24),
  breed('Cavapoo', 10, 22),
  breed('Bernedoodle', 50, 85),
  breed('Toy Poodle', 5, 9),
  breed('Miniature Poodle', 11, 18),
  breed('Standard Poodle', 42, 68),
  breed('Shih Tzu', 9, 16),
  breed('Shih Tzu', 9, 16),
  breed('Bichon Frise', 11, 17),
  breed('Maltese', 5, 8),
  breed('Yorkshire Terrier', 4, 8),
  breed('Yorkshire Terrier', 4, 8),
  breed('Havanese', 8, 14),
  breed('Lhasa Apso', 12, 18),
  breed('Miniature Schnauzer', 12, 20),
  breed('West Highland White Terrier', 14, 21),
  breed('Scottish Terrier', 18, 22),
  breed('Cairn Terrier', 12, 15),
  breed('Soft Coated Wheaten Terrier', 31, 40),
  breed('Cocker Spaniel', 21, 30),
  breed('English Springer Spaniel', 40, 50),
  breed('Cavalier King Charles Spaniel', 13, 19),
  breed('Pomeranian', 4, 8),
  breed('Golden Retriever', 56, 76),
  breed('Labrador Retriever', 56, 80),
  breed('Bernese Mountain Dog', 75, 112),
  breed('Newfoundland', 100, 148),
  breed('Great Pyrenees', 86, 120),
  breed('Samoyed', 38, 64),
  breed('Siberian Husky', 36, 58),
  breed('German Shepherd', 52, 88),
  breed('Australian Shepherd', 42, 64),
  breed('Shetland Sheepdog', 16, 26),
  breed('Border Collie', 31, 54),
  breed('Pembroke Welsh Corgi', 23, 30),
  breed('Portuguese Water Dog', 36, 59),
  breed('Old English Sheepdog', 62, 98),
  breed('Beagle', 19, 29),
  breed('Dachshund', 16, 31),
  breed('French Bulldog', 18, 28),
  breed('Pug', 14, 18),
  breed('Chihuahua', 4, 6),
  breed('Mixed Breed', 18, 70),
];

/** Cats whose people give up and bring them in. */
export const CAT_BREEDS: readonly Breed[] = [
  breed('Domestic Longhair', 8, 14),
  breed('Domestic Longhair', 8, 14),
  breed('Domestic Shorthair', 8, 13),
  breed('Maine Coon', 11, 22),
  breed('Persian', 8, 12),
  breed('Himalayan', 8, 12),
  breed('Ragdoll', 10, 19),
  breed('Norwegian Forest Cat', 10, 17),
  breed('Siberian', 9, 17),
];
