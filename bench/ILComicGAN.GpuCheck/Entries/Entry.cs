using System.Text.Json.Serialization;

namespace ILComicGAN.GpuCheck.Entries;

/// <summary>One thing that a part found; a line of JSON while the part runs, so that a crash loses nothing.</summary>
/// <param name="Name">What it is about.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Fact), "fact")]
[JsonDerivedType(typeof(Comparison), "comparison")]
[JsonDerivedType(typeof(Timing), "timing")]
internal abstract record Entry(string Name);
